// Who judges the tokens of requests before they meet a service.
import { CfnAuthorizer, type CfnAuthorizerProps } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { invocationUri } from './integrations.ts';
import { permit } from './permissions.ts';

/** Without a token a request passes none of it. */
const forBearer = ({ partnerDomain }: StageConfig) => ({
  name: 'access-token',
  // By which name a token comes, only a request tells.
  ...(partnerDomain === undefined
    ? { type: 'TOKEN', identitySource: 'method.request.header.Authorization' }
    : {
        type: 'REQUEST',
        identitySource: 'method.request.header.Authorization,context.domainName',
      }),
  // A token that was revoked still passes here for as long as this.
  authorizerResultTtlInSeconds: 60,
});

const forOptional = {
  name: 'optional-access-token',
  type: 'REQUEST',
  // Without an identity source guests are heard too, and nothing can be remembered:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-authorizer.html
  authorizerResultTtlInSeconds: 0,
};

export const authorizers = (scope: Construct, stage: StageConfig, restApiId: string) => {
  const functionArn = lookUp(scope, stage, 'auth/functions/authorizer/arn');
  const shared = { restApiId, authorizerUri: invocationUri(functionArn) };
  const declared: readonly [CfnAuthorizerProps, CfnAuthorizerProps] = [
    { ...shared, ...forBearer(stage) },
    { ...shared, ...forOptional },
  ];
  const bearer = new CfnAuthorizer(scope, 'Authorizer', declared[0]);
  const optional = new CfnAuthorizer(scope, 'OptionalAuthorizer', declared[1]);
  const permitJudge = (id: string, { ref }: CfnAuthorizer) =>
    permit(scope, id, { restApiId, functionArn, path: `authorizers/${ref}` });
  permitJudge('authorizer', bearer);
  permitJudge('optional-authorizer', optional);
  return { bearer, optional, declared };
};
