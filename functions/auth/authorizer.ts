// The gateway's authorizer: is the token ours, valid and not revoked? What its bearer may do, each service decides.
import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { createVerifier, type Identity } from '../../platform/access-token.ts';
import { dynamoClient } from '../../platform/aws.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { createTable } from '../../platform/data/table.ts';
import { isAppError } from '../../platform/errors.ts';
import { createLog } from '../../platform/log.ts';
import { remoteKeys } from '../../platform/remote-keys.ts';
import { readAuthorizerConfig } from './config.ts';
import { createRevocations } from './revocations.ts';
import { createAccountReader } from './store.ts';

const config = readAuthorizerConfig();
const log = createLog(config);
const store = createAccountReader(createTable(dynamoClient(), config.TABLE_NAME));

/** Public keys like any other service: the private ones are none of its business. */
const verify = createVerifier({
  issuer: config.TOKEN_ISSUER,
  audience: config.TOKEN_AUDIENCE,
  keys: remoteKeys(config.JWKS_URL),
  clock,
  isRevoked: createRevocations(store, clock.now),
});

/** The answer is kept for the token, so it must fit every method and path of the stage. */
const wholeApi = (methodArn: string): string => {
  const [api, stage] = methodArn.split('/');
  return `${api}/${stage}/*/*`;
};

const allow = (identity: Identity, methodArn: string): APIGatewayAuthorizerResult => ({
  principalId: identity.subject,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: wholeApi(methodArn) }],
  },
  context: { subject: identity.subject, kind: identity.kind },
});

const authorize = async ({
  authorizationToken,
  methodArn,
}: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const token = /^Bearer ([^\s,]+)$/i.exec(authorizationToken)?.[1];
  try {
    if (token !== undefined) return allow(await verify(token), methodArn);
  } catch (error) {
    if (!isAppError(error, 'unauthenticated')) throw error;
    log.info({ reason: error.message }, 'token refused');
  }
  // This very text makes the gateway answer 401: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
  throw new Error('Unauthorized');
};

export const handler = middy<APIGatewayTokenAuthorizerEvent, APIGatewayAuthorizerResult>().handler(
  authorize,
);
