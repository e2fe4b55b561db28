// Whether an account exists does not show in an answer, nor in how long it takes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuthDatabase, demo, startAuthDatabase } from '../support/auth-database.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const wrong = async (email: string) => {
  // Long enough for every earlier try to be forgotten.
  auth.clock.advance(3_600_000);
  const started = process.cpuUsage();
  const { status, body, headers } = await auth.call('POST /auth/login', {
    json: { email, password: 'a wrong password' },
  });
  const { user, system } = process.cpuUsage(started);
  const answer = {
    status,
    headers: { ...headers, 'x-request-id': '' },
    body: { ...body, instance: '' },
  };
  return { took: user + system, answer };
};

/** CPU time of an existing account's login as a share of an absent one's; by turns the one or the other comes first. */
const ratio = async (round: number): Promise<number> => {
  const order = [demo.email, 'absent@example.com'];
  if (round % 2 === 1) order.reverse();
  const tries = [];
  for (const email of order) tries.push(await wrong(email));
  expect(tries[0]?.answer).toEqual(tries[1]?.answer);
  const [first = Number.NaN, second = Number.NaN] = tries.map(({ took }) => took);
  return round % 2 === 1 ? second / first : first / second;
};

interface Median {
  readonly value: number;
  /** Outside of these lies the true one in one case of 16,000, whatever the distribution: four deviations of its rank. */
  readonly low: number;
  readonly high: number;
}

const medianOf = (values: readonly number[]): Median => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const reach = 2 * Math.sqrt(sorted.length);
  return {
    value: sorted[Math.floor(middle)] ?? Number.NaN,
    low: sorted[Math.floor(middle - reach)] ?? 0,
    high: sorted[Math.ceil(middle + reach)] ?? Number.POSITIVE_INFINITY,
  };
};

const bound = 0.05;

/** Whether all of it is on one side of the bound. */
const isDecided = ({ low, high }: Median): boolean => {
  const isSame = low > 1 - bound && high < 1 + bound;
  return isSame || high < 1 - bound || low > 1 + bound;
};

it('a login of an existing and of an absent account takes the same CPU time', async () => {
  const ratios: number[] = [];
  // As many as it takes to know, which is more where other work is in the way.
  while (!isDecided(medianOf(ratios)) && ratios.length < 600) {
    for (let pair = 0; pair < 10; pair += 1) ratios.push(await ratio(ratios.length));
  }
  expect(Math.abs(medianOf(ratios).value - 1)).toBeLessThan(bound);
}, 240_000);
