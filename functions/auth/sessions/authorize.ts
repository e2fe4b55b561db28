// Is the token ours, valid and not revoked? What its bearer may do, each service decides.
import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';
import { isAppError } from '../../../platform/kernel/errors.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { VerifyAccessToken } from '../../../platform/tokens/access-token.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import { mayComeBy } from '../oauth/partner-name.ts';

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

export interface AuthorizeOptions {
  readonly verify: VerifyAccessToken;
  /** Name of the API by which partners come, where there is one. */
  readonly partnerDomain: string | undefined;
  readonly log: Log;
}

export const createAuthorize = ({ verify, partnerDomain, log }: AuthorizeOptions) => {
  const judge = (identity: Identity, event: AuthorizerEvent): APIGatewayAuthorizerResult => {
    const { subject, kind } = identity;
    const effect = mayComeBy(nameOf(event), identity, partnerDomain) ? 'Allow' : 'Deny';
    return verdict(effect, subject, wholeApi(event.methodArn), { subject, kind });
  };

  return async (event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
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
};
