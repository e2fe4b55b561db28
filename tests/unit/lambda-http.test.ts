import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { type RawRequest, requestIdOf } from '../../platform/http/request.ts';
import { httpHandler } from '../../platform/lambda/http-handler.ts';
import { activeSpan } from '../../platform/telemetry/trace.ts';
import { quietLog } from '../support/http.ts';

const endpoint = {
  contract: { method: 'GET', path: '/v1/things/{id}' },
  answer: async ({ params }: RawRequest) => ({ status: 200, body: JSON.stringify(params) }),
} as unknown as Endpoint;
const call = httpHandler({
  endpoints: [endpoint],
  services: { log: quietLog } as never,
  correlate: () => {},
});

const paramsOf = async (pathParameters: APIGatewayProxyEvent['pathParameters']) => {
  const event = { httpMethod: 'GET', resource: '/v1/things/{id}', path: '/', pathParameters };
  const { body } = await call(event as APIGatewayProxyEvent, {} as Context);
  return JSON.parse(body);
};

describe('a function behind API Gateway', () => {
  it.each([
    ['a%2Fb', 'a/b'],
    ['%77he_1', 'whe_1'],
    ['a%2520b', 'a%20b'],
    ['a+b', 'a+b'],
    ['100%', '100%'],
    ['%ff', '%ff'],
  ])('decodes a path parameter once: %s', async (sent, id) => {
    expect(await paramsOf({ id: sent })).toEqual({ id });
  });

  it.each([
    ['the gateway has named', { 'X-Request-Id': 'no good' }],
    ['no client can name in its place', { 'x-gateway-request-id': 'forged-0001' }],
  ])('answers a request under the id that %s', async (_, headers) => {
    const answers = httpHandler({
      endpoints: [
        {
          contract: { method: 'GET', path: '/v1/ids' },
          answer: async (raw: RawRequest) => ({ status: 200, body: requestIdOf(raw) }),
        } as unknown as Endpoint,
      ],
      services: { log: quietLog } as never,
      correlate: () => {},
    });
    const requestContext = { requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef' };
    const event = { httpMethod: 'GET', resource: '/v1/ids', path: '/', headers, requestContext };
    const { body } = await answers(event as unknown as APIGatewayProxyEvent, {} as Context);
    expect(body).toBe(requestContext.requestId);
  });

  it('answers within the span that the request names, and not in that of its invocation', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const answers = httpHandler({
      endpoints: [
        {
          contract: { method: 'GET', path: '/v1/spans' },
          answer: async () => ({ status: 200, body: `${activeSpan()?.traceId}` }),
        } as unknown as Endpoint,
      ],
      services: { log: quietLog } as never,
      correlate: () => {},
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const event = { httpMethod: 'GET', resource: '/v1/spans', path: '/', headers };
    const { body } = await answers(event as unknown as APIGatewayProxyEvent, {} as Context);
    expect(body).toBe(traceId);
  });

  it('has no parameters where the path has none', async () => {
    expect(await paramsOf(null)).toEqual({});
  });
});
