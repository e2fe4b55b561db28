// The public API, empty: services know its address before the Api stack fills it.
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount, CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { lookUp, nameOf, publish } from '../../names.ts';
import { isSecond } from '../../regions.ts';
import type { StageConfig } from '../../stages.ts';
import { Site } from './front/site.ts';

/**
 * One setting for the account and region, so another stage may need it when this one is deleted:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
const apiLogs = (scope: Construct): void => {
  const role = new Role(scope, 'ApiLogsRole', {
    assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
    ],
  });
  const account = new CfnAccount(scope, 'ApiLogs', { cloudWatchRoleArn: role.roleArn });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  account.applyRemovalPolicy(RemovalPolicy.RETAIN);
};

/** CloudFront is everywhere, so one is enough: it goes where the DNS record of the API leads. */
const site = (scope: Construct, stage: StageConfig, restApiId: string): void => {
  if (isSecond(stage)) {
    publish(scope, stage, { 'platform/site-url': lookUp(scope, stage, 'config/site-url') });
  } else {
    new Site(scope, 'Site', stage, restApiId);
  }
};

export const emptyApi = (scope: Construct, stage: StageConfig): void => {
  const { domain } = stage;
  const api = new CfnRestApi(scope, 'RestApi', {
    name: nameOf(stage),
    description: 'The public HTTP API of Tandem',
    endpointConfiguration: { types: ['REGIONAL'] },
    // A browser accepts anything for a script, so nothing narrower lets a function answer bytes:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
    binaryMediaTypes: ['*/*'],
    // Old clients are refused: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
    securityPolicy: 'TLS_1_2',
    // Who has a name of their own wants no second way in.
    disableExecuteApiEndpoint: domain !== undefined,
  });
  publish(scope, stage, {
    'platform/rest-api-id': api.ref,
    'platform/rest-api-root-id': api.attrRootResourceId,
    'platform/api-url':
      domain === undefined
        ? `https://${api.ref}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/v1`
        : `https://${domain.name}/v1`,
  });
  site(scope, stage, api.ref);
  apiLogs(scope);
};
