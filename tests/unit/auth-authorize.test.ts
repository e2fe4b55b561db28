// What the gateway is told of a request: whose it is, for the whole stage, and nothing of a token that is refused.
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createAuthorize } from '../../functions/auth/sessions/authorize.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { identity, quietLog } from '../support/http.ts';

const methodArn = 'arn:aws:execute-api:eu-central-1:000000000000:api/v1/GET/orders/ord_1';
const partnerDomain = 'partners.example.com';

const authorizing = (who = identity(), domain?: string) => {
  const asked: string[] = [];
  const authorize = createAuthorize({
    verify: async (token) => {
      asked.push(token);
      if (token === 'broken') throw new TypeError('no keys');
      if (token !== 'good') throw new AppError('unauthenticated', { reason: 'expired' });
      return who;
    },
    partnerDomain: domain,
    log: quietLog,
  });
  return { asked, authorize };
};

const request = (
  headers: Readonly<Record<string, readonly string[]>>,
  changes: object = {},
): APIGatewayRequestAuthorizerEvent =>
  ({
    type: 'REQUEST',
    methodArn,
    multiValueHeaders: headers,
    requestContext: { domainName: 'api.example.com' },
    ...changes,
  }) as unknown as APIGatewayRequestAuthorizerEvent;

const statement = (Effect: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
});
const wholeStage = 'arn:aws:execute-api:eu-central-1:000000000000:api/v1/*/*';
const who = identity();
const allowed = {
  principalId: who.subject,
  policyDocument: statement('Allow', wholeStage),
  context: { subject: who.subject, kind: 'user' },
};

describe('a good token', () => {
  it.each([
    ['of a request', request({ Authorization: ['Bearer good'] })],
    ['with a scheme in small letters', request({ authorization: ['bearer good'] })],
    ['beside other headers', request({ accept: ['a'], AUTHORIZATION: ['Bearer good'] })],
    [
      'in the headers that come once',
      request({}, { multiValueHeaders: null, headers: { Authorization: 'Bearer good' } }),
    ],
    ['by itself', { type: 'TOKEN', methodArn, authorizationToken: 'Bearer good' } as const],
  ])('%s opens the whole stage', async (_, event) => {
    const { asked, authorize } = authorizing();
    expect(await authorize(event)).toEqual(allowed);
    expect(asked).toEqual(['good']);
  });

  it.each([
    ['person', identity(), 'api.example.com', 'Allow'],
    ['partner', identity({ kind: 'client', clientId: 'shop-x' }), 'api.example.com', 'Deny'],
    ['partner', identity({ kind: 'client', clientId: 'shop-x' }), partnerDomain, 'Allow'],
    ['service of ours', identity({ kind: 'client', clientId: 'service-orders' }), 'x', 'Allow'],
  ])('of a %s by a name', async (_, bearer, domainName, effect) => {
    const { authorize } = authorizing(bearer, partnerDomain);
    const headers = { Authorization: ['Bearer good'] };
    const answer = await authorize(request(headers, { requestContext: { domainName } }));
    expect(answer.policyDocument).toEqual(statement(effect, wholeStage));
  });

  it('by itself has come by no name', async () => {
    const { authorize } = authorizing(
      identity({ kind: 'client', clientId: 'shop-x' }),
      partnerDomain,
    );
    const event = { type: 'TOKEN', methodArn, authorizationToken: 'Bearer good' } as const;
    expect((await authorize(event)).policyDocument).toEqual(statement('Deny', wholeStage));
  });
});

it.each([
  ['no header', request({})],
  ['no headers at all', request({}, { multiValueHeaders: null, headers: null })],
  ['an empty list of them', request({ Authorization: [] })],
])('a guest, with %s, may do what was asked and no more', async (_, event) => {
  const { asked, authorize } = authorizing();
  expect(await authorize(event)).toEqual({
    principalId: 'guest',
    policyDocument: statement('Allow', methodArn),
  });
  expect(asked).toEqual([]);
});

it.each([
  [['Bearer bad'], ['bad']],
  [['Bearer good', 'Bearer good'], []],
  [['Bearer good,good'], []],
  [['Bearer good '], []],
  [['Basic good'], []],
  [['good'], []],
  [[''], []],
])('%j is nobody’s', async (given, verified) => {
  const { asked, authorize } = authorizing();
  await expect(authorize(request({ Authorization: given }))).rejects.toThrow(/^Unauthorized$/);
  expect(asked).toEqual(verified);
});

it('a fault of ours is none of the token', async () => {
  const { authorize } = authorizing();
  await expect(authorize(request({ Authorization: ['Bearer broken'] }))).rejects.toThrow('no keys');
});
