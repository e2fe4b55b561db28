// The gateway's authorizer: is the token ours, valid and not revoked? What its bearer may do, each service decides.
import middy from '@middy/core';
import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';
import { dynamoClient } from '../../platform/calls/aws.ts';
import { createTable } from '../../platform/data/table.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { asSpan, sendingSpans } from '../../platform/lambda/spans.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { createVerifier, type Identity } from '../../platform/tokens/access-token.ts';
import { remoteKeys } from '../../platform/tokens/remote-keys.ts';
import { readAuthorizerConfig } from './config.ts';
import { mayComeBy } from './oauth/partner-name.ts';
import { createRevocations } from './sessions/revocations.ts';
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

type AuthorizerEvent = APIGatewayTokenAuthorizerEvent | APIGatewayRequestAuthorizerEvent;

/** Of several headers none is a token: joined they match no scheme. */
const authorizationOf = (event: AuthorizerEvent): string | undefined => {
  if (event.type === 'TOKEN') return event.authorizationToken;
  const given = Object.entries(event.multiValueHeaders ?? event.headers ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, value]) => value ?? []);
  return given.length === 0 ? undefined : given.join(', ');
};

/** Only a request, and not a token by itself, comes by a name. */
const nameOf = (event: AuthorizerEvent): string | undefined =>
  event.type === 'REQUEST' ? event.requestContext.domainName : undefined;

const verdict = (
  effect: 'Allow' | 'Deny',
  principalId: string,
  resource: string,
  context?: APIGatewayAuthorizerResult['context'],
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
  },
  ...(context && { context }),
});

const judge = (identity: Identity, event: AuthorizerEvent): APIGatewayAuthorizerResult => {
  const { subject, kind } = identity;
  const effect = mayComeBy(nameOf(event), identity, config.PARTNER_DOMAIN) ? 'Allow' : 'Deny';
  return verdict(effect, subject, wholeApi(event.methodArn), { subject, kind });
};

const authorize = async (event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const { methodArn } = event;
  const authorization = authorizationOf(event);
  // Only routes that guests may call ask in this way: https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
  if (authorization === undefined) return verdict('Allow', 'guest', methodArn);
  const token = /^Bearer ([^\s,]+)$/i.exec(authorization)?.[1];
  try {
    if (token !== undefined) return judge(await verify(token), event);
  } catch (error) {
    if (!isAppError(error, 'unauthenticated')) throw error;
    log.info({ reason: error.options.reason }, 'token refused');
  }
  // This very text makes the gateway answer 401: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
  throw new Error('Unauthorized');
};

export const handler = middy<AuthorizerEvent, APIGatewayAuthorizerResult>()
  .use(sendingSpans())
  .handler(asSpan('authorize', authorize));
