import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import type { RawRequest } from '../../platform/http/request.ts';
import { httpHandler } from '../../platform/lambda/http-handler.ts';
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

  it('has no parameters where the path has none', async () => {
    expect(await paramsOf(null)).toEqual({});
  });
});
