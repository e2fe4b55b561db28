// One subject cannot take what is there for all.
import { expect, it } from 'vitest';
import { customer, defineRoute, serviceWith } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createRateLimit } from '../../platform/http/rate-limit.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { testClock } from '../support/clock.ts';
import { call, identity, services } from '../support/http.ts';

const make = () => {
  const clock = testClock();
  const limit = createRateLimit({ perSecond: 2, burst: 4 }, clock);
  /** How many of so many are admitted. */
  const admitted = (subject: string, count: number): number => {
    let number = 0;
    for (let index = 0; index < count; index += 1) {
      try {
        limit.admit(subject);
        number += 1;
      } catch (error) {
        if (!isAppError(error, 'rate-limited')) throw error;
      }
    }
    return number;
  };
  return { clock, limit, admitted };
};

it('admits a burst, and then as many as are refilled', () => {
  const { clock, admitted } = make();
  expect(admitted('a', 10)).toBe(4);
  clock.advance(400);
  expect(admitted('a', 10)).toBe(0);
  clock.advance(100);
  expect(admitted('a', 10)).toBe(1);
  clock.advance(60_000);
  expect(admitted('a', 10)).toBe(4);
});

it('counts each subject alone', () => {
  const { admitted } = make();
  expect(admitted('a', 10)).toBe(4);
  expect(admitted('b', 10)).toBe(4);
});

it('refills nothing when the clock is set back', () => {
  const { clock, admitted } = make();
  expect(admitted('a', 10)).toBe(4);
  clock.advance(-60_000);
  expect(admitted('a', 10)).toBe(0);
});

it('forgets those that were away longest beyond ten thousand subjects', () => {
  const { admitted } = make();
  expect(admitted('first', 10)).toBe(4);
  expect(admitted('second', 10)).toBe(4);
  for (let number = 0; number < 9_999; number += 1) admitted(`subject-${number}`, 1);
  expect(admitted('second', 10)).toBe(0);
  expect(admitted('first', 10)).toBe(4);
});

it('says when to come again', () => {
  const { limit, admitted } = make();
  admitted('a', 4);
  expect(() => limit.admit('a')).toThrow(
    expect.objectContaining({
      options: {
        retryAfter: 1,
        headers: { 'ratelimit-policy': '"subject";q=4;w=2', ratelimit: '"subject";r=0;t=1' },
      },
    }),
  );
});

const route = defineRoute({
  id: 'orders.test',
  service: 'orders',
  method: 'POST',
  path: '/things',
  summary: 'A thing',
  auth: customer,
  request: {},
  responses: { 204: null },
});

it('refuses what is above the rate with 429, for this subject alone', async () => {
  const thing = endpoint(route, () => ({ status: 204 }));
  const rateLimit = createRateLimit({ perSecond: 1, burst: 2 }, testClock());
  const ask = (subject: string) =>
    call(
      thing,
      { headers: { authorization: 'Bearer token' } },
      { ...services(), rateLimit, verify: async () => identity({ subject }) },
    );
  expect([(await ask('usr_a')).status, (await ask('usr_a')).status]).toEqual([204, 204]);
  const { status, headers, body } = await ask('usr_a');
  expect(body).toMatchObject({ status, code: 'rate-limited', retryable: true });
  expect(status).toBe(429);
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json',
    'retry-after': '1',
    'ratelimit-policy': '"subject";q=2;w=2',
    ratelimit: '"subject";r=0;t=1',
  });
  expect((await ask('usr_b')).status).toBe(204);
});

it('counts no service of ours, which calls for all of its callers', async () => {
  const quote = endpoint({ ...route, auth: serviceWith('catalogue:quote') }, () => ({
    status: 204,
  }));
  const rateLimit = createRateLimit({ perSecond: 1, burst: 2 }, testClock());
  const service = { subject: 'cli_service-a', kind: 'client' as const };
  const verify = async () => identity({ ...service, roles: [], scopes: ['catalogue:quote'] });
  for (let number = 0; number < 10; number += 1) {
    const headers = { authorization: 'Bearer token' };
    expect((await call(quote, { headers }, { ...services(), rateLimit, verify })).status).toBe(204);
  }
});
