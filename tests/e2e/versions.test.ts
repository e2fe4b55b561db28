// Versions of the API at their own addresses, and what is asked of one that there is not.
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { expectProblem } from '../support/http-contract.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
/** Beside `/v1`, not below it. */
const beside = createShop(apiUrl.replace(/\/v1$/, ''), awsUrl);

it('an order has its amounts as numbers at /v1, and as text at /v2', async () => {
  const token = await shop.tokenOf(demo);
  const { body: placed } = await shop.place(token, order('MUG-BLUE'));
  await shop.settled(token, placed.id);
  const [first, second] = await Promise.all([
    beside.call<{ totals: { total: { amount: number } } }>('GET', `/v1/orders/${placed.id}`, {
      token,
    }),
    beside.call<{ totals: { total: { amount: string } } }>('GET', `/v2/orders/${placed.id}`, {
      token,
    }),
  ]);
  expect([first.status, second.status]).toEqual([200, 200]);
  const { amount } = first.body.totals.total;
  expect(second.body.totals.total.amount).toBe((amount / 100).toFixed(2));
  // Neither is on its way out.
  for (const { headers } of [first, second]) expect(headers.get('deprecation')).toBeNull();
});

it.each([
  ['GET', '/v2/orders/ord_0000000000', 401, 'unauthenticated'],
  ['POST', '/v2/orders/ord_0000000000', 405, 'method-not-allowed'],
  ['GET', '/v2/orders', 401, 'unauthenticated'],
  ['POST', '/v2/orders', 405, 'method-not-allowed'],
  ['GET', '/v2/products', 404, 'not-found'],
  ['GET', '/v2/', 404, 'not-found'],
  ['GET', '/v3/orders/ord_0000000000', 404, 'not-found'],
  ['POST', '/v3/orders', 404, 'not-found'],
  ['GET', '/v0/products', 404, 'not-found'],
  ['GET', '/v10/products', 404, 'not-found'],
  ['GET', '/vx/products', 404, 'not-found'],
])('%s %s is a problem: %s %s', async (method, path, status, code) => {
  const answer = await beside.call(method, path, method === 'POST' ? { body: {} } : {});
  expectProblem(answer as never, status, code);
});

it('an order of somebody else is not there in either version', async () => {
  const token = await shop.tokenOf(demo);
  const unknown = `ord_${'0'.repeat(32)}`;
  for (const path of [`/v1/orders/${unknown}`, `/v2/orders/${unknown}`, '/v2/orders/nonsense']) {
    expectProblem((await beside.call('GET', path, { token })) as never, 404, 'not-found');
  }
});
