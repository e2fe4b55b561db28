// The way to a legacy shop: the function that asks it, and the key by which this function and no other reaches our own services.
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  CfnApiKey,
  type CfnStage,
  CfnUsagePlan,
  CfnUsagePlanKey,
} from 'aws-cdk-lib/aws-apigateway';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { LegacyShop } from '../../context/legacy-shop.ts';
import { httpEnvironment, lookFrom } from '../../environment.ts';
import { lookUp, nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { ServiceFunction } from '../compute/service-function.ts';
import { serviceSecret } from '../secrets/service-secret.ts';

const service = 'legacy';

export class LegacyWay extends Construct {
  readonly functionArn: string;
  /** Ids of the routes that are sent this way. */
  readonly routes: readonly string[];
  private readonly stage: StageConfig;
  private readonly secret: ISecret;

  constructor(scope: Construct, id: string, stage: StageConfig, shop: LegacyShop) {
    super(scope, id);
    this.stage = stage;
    this.routes = shop.routes;
    const { url, routes } = shop;
    this.secret = serviceSecret(this, 'DirectSecret', {
      stage,
      service,
      name: 'direct-key',
      description: 'API key by which the way to the legacy shop reaches our own services',
    });
    const switches = `/tandem/${stage.name}/legacy/switches`;
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service,
      entry: 'handler',
      startedBy: 'request',
      // Some routes wait for an order.
      timeout: Duration.seconds(28),
      environment: {
        ...httpEnvironment(lookFrom(this, stage), stage),
        API_URL: lookUp(this, stage, 'platform/api-url'),
        LEGACY_URL: url,
        LEGACY_ROUTES: routes.join(','),
        LEGACY_AUTHORIZATION: shop.seesTokens ? 'on' : 'off',
        SWITCHES_PATH: switches,
        DIRECT_KEY_ARN: this.secret.secretArn,
      },
    });
    this.functionArn = handler.alias.functionArn;
    this.secret.grantRead(handler);
    // They are put there by `npm run tandem -- legacy`; none is in a template, which would put it back.
    const switchesArn = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: switches.slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    handler.allow(['ssm:GetParametersByPath'], [switchesArn]);
    // For that command; a parameter is never empty.
    publish(this, stage, { 'legacy/url': url, 'legacy/routes': routes.join(',') || '-' });
  }

  /** Without a limit of its own: what is sent this way has met that of the stage. */
  open(apiStage: CfnStage): void {
    const { stage } = this;
    const key = new CfnApiKey(this, 'Key', {
      name: nameOf(stage, service),
      description: 'API key of the way to the legacy shop',
      enabled: true,
      value: this.secret.secretValue.unsafeUnwrap(),
    });
    const plan = new CfnUsagePlan(this, 'Plan', {
      usagePlanName: nameOf(stage, service),
      description: 'Requests that the way to the legacy shop sends to our own services',
      apiStages: [{ apiId: apiStage.restApiId, stage: apiStage.ref }],
    });
    new CfnUsagePlanKey(this, 'PlanKey', {
      keyId: key.ref,
      keyType: 'API_KEY',
      usagePlanId: plan.ref,
    });
  }
}
