// A client that sends its refresh token twice, as two tabs do, keeps its session; whoever uses one later ends it.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { type Answer, createShop } from '../support/shop.ts';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const shop = createShop(apiUrl, awsUrl);

const refresh = (refreshToken: string) =>
  shop.call<Tokens>('POST', '/auth/refresh', { body: { refreshToken } });

const session = async (): Promise<string> => {
  const { email, password } = await shop.newCustomer();
  const login = await shop.call<Tokens>('POST', '/auth/login', { body: { email, password } });
  return login.body.refreshToken;
};

/** One request was answered, and its tokens go on. */
const goesOn = async (answers: readonly Answer<Tokens>[]): Promise<string> => {
  const winners = answers.filter(({ status }) => status === 200);
  expect(winners).toHaveLength(1);
  const { accessToken: token, refreshToken } = (winners[0] as Answer<Tokens>).body;
  const next = await refresh(refreshToken);
  expect([(await shop.call('GET', '/users/me', { token })).status, next.status]).toEqual([
    200, 200,
  ]);
  return next.body.refreshToken;
};

test.each([0, 20, 100, 1_000])('sent twice %i ms apart', async (ms) => {
  let token = await session();
  for (let round = 0; round < 3; round += 1) {
    const first = refresh(token);
    await sleep(ms);
    token = await goesOn(await Promise.all([first, refresh(token)]));
  }
});

test('sent twice at once to a function that has to start first', async () => {
  let token = await session();
  for (let round = 0; round < 3; round += 1) {
    await shop.helper('functions/tandem-dev-auth-handler/reload', { method: 'POST' });
    token = await goesOn(await Promise.all([refresh(token), refresh(token)]));
  }
});

const expected = new Set(['200', '401 invalid-refresh-token', '503 overloaded']);

test('sent twenty times at once', async () => {
  const token = await session();
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(token)));
  await goesOn(answers);
  const others = answers.map(outcomeOf).filter((one) => !expected.has(one));
  expect(others).toEqual([]);
});

test('used again after ten seconds, it ends the session of both', async () => {
  const stolen = await session();
  const { body } = await refresh(stolen);
  await sleep(10_100);
  expect(outcomeOf(await refresh(stolen))).toBe('401 invalid-refresh-token');
  expect(outcomeOf(await refresh(body.refreshToken))).toBe('401 invalid-refresh-token');
});
