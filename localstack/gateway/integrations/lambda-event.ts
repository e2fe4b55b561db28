// The event of a Lambda proxy integration (format 1.0), with the members API Gateway gives it.

import { group, last } from '../../cloud/protocol/http-headers.ts';
import { matchesMediaType } from '../admission/media-type.ts';
import { domainName, type Exchange, requestTime } from '../exchange.ts';

/** ARN of the function in `arn:aws:apigateway:…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
export function functionOf(uri: string): string {
  return /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function proxyEvent(exchange: Exchange) {
  const { request, match } = exchange;
  const multiValueHeaders = group(request.headers);
  const query = Object.keys(request.query).length > 0 ? request.query : null;
  const binary = isBinary(exchange);
  return {
    resource: match?.resourcePath ?? '/',
    path: request.rawPath,
    httpMethod: request.method,
    headers: lastOfEach(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: query && lastOfEach(query),
    multiValueQueryStringParameters: query,
    pathParameters: orNull(match?.parameters ?? {}),
    stageVariables: orNull(exchange.stage.variables),
    requestContext: requestContext(exchange),
    body: exchange.body?.length ? exchange.body.toString(binary ? 'base64' : 'utf8') : null,
    isBase64Encoded: binary,
  };
}

function isBinary(exchange: Exchange): boolean {
  const type = last(exchange.request.headers, 'content-type');
  return (
    exchange.body !== undefined &&
    exchange.body.length > 0 &&
    matchesMediaType(exchange.api.binaryMediaTypes, type)
  );
}

function lastOfEach(values: Record<string, string[]>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1)]));
}

function orNull<T extends object>(value: T): T | null {
  return Object.keys(value).length > 0 ? value : null;
}

function requestContext(exchange: Exchange) {
  const { request, match, stage, api, accountId, authorizer } = exchange;
  const domain = domainName(exchange);
  return {
    resourceId: match?.resource.id,
    resourcePath: match?.resourcePath,
    httpMethod: request.method,
    extendedRequestId: request.id,
    requestTime: requestTime(request.startedAt),
    path: `/${stage.name}${request.rawPath}`,
    accountId,
    protocol: request.protocol,
    stage: stage.name,
    domainPrefix: api.id,
    deploymentId: stage.deploymentId,
    requestTimeEpoch: request.startedAt,
    requestId: request.id,
    identity: identity(exchange),
    domainName: domain,
    apiId: api.id,
    ...(authorizer && {
      authorizer: { ...authorizer, integrationLatency: Number(authorizer.integrationLatency) },
    }),
  };
}

function identity(exchange: Exchange) {
  return {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp: exchange.request.sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: last(exchange.request.headers, 'user-agent') ?? null,
    user: null,
    ...(exchange.apiKey && { apiKey: exchange.apiKey.value, apiKeyId: exchange.apiKey.id }),
  };
}
