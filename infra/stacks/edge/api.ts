// Api: the routes of the REST API, who may pass, and the stage `v1`.
import { createHash } from 'node:crypto';
import { Aws, CfnOutput, type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnAuthorizer,
  type CfnAuthorizerProps,
  CfnDeployment,
  CfnGatewayResponse,
  CfnStage,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { api } from '../../../events/http/api.ts';
import { legacyPaths } from '../../../events/http/legacy.ts';
import { entryOf, type RouteContract } from '../../../events/http/route.ts';
import { accessLogFormat } from '../../constructs/api/access-log.ts';
import { Firewall } from '../../constructs/api/firewall.ts';
import { gatewayResponses } from '../../constructs/api/gateway-answers.ts';
import { GatewayRoutes } from '../../constructs/api/gateway-routes.ts';
import {
  functionKey,
  invocationUri,
  isContainer,
  storefrontKey,
} from '../../constructs/api/integrations.ts';
import { LegacyWay } from '../../constructs/api/legacy-way.ts';
import { nameApi, PartnerAccess } from '../../constructs/api/partner-access.ts';
import { logGroupArn, lookUp, nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

export class ApiStack extends TandemStack {
  private readonly restApiId: string;

  constructor(scope: Construct, stage: StageConfig, routes: readonly RouteContract[] = api) {
    super(scope, 'Api', stage);
    this.restApiId = lookUp(this, stage, 'platform/rest-api-id');
    const { bearer, optional, declared: judges } = this.authorizers();
    const legacy = stage.legacy && new LegacyWay(this, 'Legacy', stage, stage.legacy);
    const { methods, declared } = new GatewayRoutes(this, 'Routes', {
      stage,
      restApiId: this.restApiId,
      authorizerIds: { bearer: bearer.ref, optional: optional.ref },
      ...(legacy ? { routes: [...routes, ...legacyPaths], legacy } : { routes }),
    });
    const answers = gatewayResponses(stage.corsOrigins);
    const refusals = answers.map(
      (refusal) =>
        new CfnGatewayResponse(this, `Refusal-${refusal.responseType}`, {
          restApiId: this.restApiId,
          ...refusal,
        }),
    );
    this.permissions(routes);
    if (legacy) this.permit('legacy', legacy.functionArn, 'v1/*/*');
    const apiStage = this.deploy(
      [...methods, ...refusals, bearer, optional],
      [declared, answers, judges],
    );
    new PartnerAccess(this, 'Partners', stage, apiStage);
    legacy?.open(apiStage);
    if (stage.domain) nameApi(this, 'Domain', apiStage, stage.domain);
    if (stage.partnerDomain) nameApi(this, 'PartnerDomain', apiStage, stage.partnerDomain);
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
    const stageArn = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis/${this.restApiId}/stages/v1`;
    new Firewall(this, 'Firewall', { stage, apiStage, arn: stageArn });
  }

  private authorizers() {
    const functionArn = lookUp(this, this.stage, 'auth/functions/authorizer/arn');
    const shared = { restApiId: this.restApiId, authorizerUri: invocationUri(functionArn) };
    const forBearer: CfnAuthorizerProps = {
      ...shared,
      name: 'access-token',
      // By which name a token comes, only a request tells.
      ...(this.stage.partnerDomain === undefined
        ? { type: 'TOKEN', identitySource: 'method.request.header.Authorization' }
        : {
            type: 'REQUEST',
            identitySource: 'method.request.header.Authorization,context.domainName',
          }),
      // A token that was revoked still passes here for as long as this.
      authorizerResultTtlInSeconds: 60,
    };
    const forOptional: CfnAuthorizerProps = {
      ...shared,
      name: 'optional-access-token',
      type: 'REQUEST',
      // Without an identity source guests are heard too, and nothing can be remembered:
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-authorizer.html
      authorizerResultTtlInSeconds: 0,
    };
    const bearer = new CfnAuthorizer(this, 'Authorizer', forBearer);
    const optional = new CfnAuthorizer(this, 'OptionalAuthorizer', forOptional);
    this.permit('authorizer', functionArn, `authorizers/${bearer.ref}`);
    this.permit('optional-authorizer', functionArn, `authorizers/${optional.ref}`);
    return { bearer, optional, declared: [forBearer, forOptional] };
  }

  /** One for each function that answers routes, over all methods of the stage. */
  private permissions(routes: readonly RouteContract[]): void {
    const functions = new Map(
      routes
        .filter(({ service }) => !isContainer(service))
        .map((route) => [functionKey(route), route]),
    );
    for (const [key, route] of [...functions].sort()) {
      const id =
        entryOf(route) === 'handler' ? route.service : `${route.service}-${entryOf(route)}`;
      this.permit(id, lookUp(this, this.stage, key), 'v1/*/*');
    }
    this.permit('storefront', lookUp(this, this.stage, storefrontKey), 'v1/*/*');
  }

  private permit(id: string, functionName: string, path: string): void {
    new CfnPermission(this, `Permission-${id}`, {
      action: 'lambda:InvokeFunction',
      functionName,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.restApiId}/${path}`,
    });
  }

  private deploy(parts: readonly CfnResource[], declared: unknown): CfnStage {
    const deployment = new CfnDeployment(this, 'Deployment', { restApiId: this.restApiId });
    for (const part of parts) deployment.addResourceDependency(part);
    // A deployment is a copy of the API at one time, so a changed API needs a new one.
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(this.resolve(declared)))
      .digest('hex');
    deployment.overrideLogicalId(`Deployment${fingerprint.slice(0, 16)}`);
    const logGroupName = `/apigateway/${nameOf(this.stage)}`;
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName,
      retention: this.stage.logRetention,
      removalPolicy: this.stage.removalPolicy,
    });
    // API Gateway makes it with the first error, keeps it for ever, and leaves it behind.
    const executionLog = new LogGroup(this, 'ExecutionLog', {
      logGroupName: `API-Gateway-Execution-Logs_${this.restApiId}/v1`,
      retention: this.stage.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const settings = {
      loggingLevel: 'ERROR',
      dataTraceEnabled: false,
      throttlingRateLimit: this.stage.throttle.rate,
      throttlingBurstLimit: this.stage.throttle.burst,
    };
    const stage = new CfnStage(this, 'Stage', {
      restApiId: this.restApiId,
      deploymentId: deployment.ref,
      stageName: 'v1',
      tracingEnabled: true,
      accessLogSetting: {
        destinationArn: logGroupArn(this, logGroupName),
        format: accessLogFormat,
      },
      methodSettings: [
        { resourcePath: '/*', httpMethod: '*', ...settings },
        // Metrics of a single method are paid for; those of the stage are not. One objective wants this one.
        { resourcePath: '/orders', httpMethod: 'POST', ...settings, metricsEnabled: true },
      ],
    });
    stage.node.addDependency(accessLog, executionLog);
    new CfnOutput(this, 'Url', { value: lookUp(this, this.stage, 'platform/api-url') });
    return stage;
  }
}
