// Carts of guests and customers, and how one becomes the other at login.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cart } from '../../events/http/orders/cart.ts';
import { stockReservationFailed } from '../../events/messages/products.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, eur, strangerId } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';
import { shippingAddress } from '../support/shop.ts';

let database: TestDatabase;
let service: TestOrders;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  tables += 1;
  service = await startOrders(await database.table(`carts-${tables}`));
});

interface Who {
  readonly as?: string;
  readonly token?: string;
}

const ask = (id: string, { as, token }: Who, request: object = {}) =>
  service.call(
    id,
    { ...request, headers: token === undefined ? {} : { 'x-cart-token': token } },
    as === undefined ? { isGuest: true } : { as },
  );

const put = (who: Who, sku: string, quantity: number) =>
  ask('orders.put-cart-line', who, { params: { sku }, body: { quantity } });

const read = async (who: Who) => (await ask('orders.read-cart', who)).json as Cart;

const contents = async (who: Who) =>
  (await read(who)).lines.map(({ sku, quantity }) => [sku, quantity]);

const guestWith = async (...lines: readonly [string, number][]): Promise<Who> => {
  let token: string | undefined;
  for (const [sku, quantity] of lines) {
    token = (await put({ token }, sku, quantity)).headers?.['x-cart-token'];
  }
  return { token };
};

const customer: Who = { as: customerId };

describe('a cart', () => {
  it('shows the prices and the stock of the catalogue', async () => {
    const { json } = await put(customer, 'MUG', 2);
    expect(json).toEqual({
      lines: [
        {
          sku: 'MUG',
          name: 'The mug',
          quantity: 2,
          unitPrice: eur(1250),
          total: eur(2500),
          available: 1_000,
        },
      ],
      subtotal: eur(2500),
    });
  });

  it('is changed line by line', async () => {
    await put(customer, 'MUG', 2);
    await put(customer, 'TEA', 1);
    await put(customer, 'MUG', 5);
    expect(await contents(customer)).toEqual([
      ['MUG', 5],
      ['TEA', 1],
    ]);
    await ask('orders.delete-cart-line', customer, { params: { sku: 'MUG' } });
    expect(await contents(customer)).toEqual([['TEA', 1]]);
  });

  it('is empty for a stranger and for a token nobody was given', async () => {
    await put(customer, 'MUG', 2);
    const empty = { lines: [], subtotal: null };
    expect(await read({ as: strangerId })).toEqual(empty);
    expect(await read({})).toEqual(empty);
    expect(await read({ token: 'x'.repeat(43) })).toEqual(empty);
  });

  it('never takes a token that it has not given out', async () => {
    const chosen = 'x'.repeat(43);
    const { headers } = await put({ token: chosen }, 'MUG', 1);
    expect(headers?.['x-cart-token']).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(headers?.['x-cart-token']).not.toBe(chosen);
  });

  it('keeps both of two changes at once', async () => {
    await Promise.all([put(customer, 'MUG', 1), put(customer, 'TEA', 1)]);
    expect((await contents(customer)).sort()).toEqual([
      ['MUG', 1],
      ['TEA', 1],
    ]);
  });

  it('answers each of two changes at once with the prices of all lines', async () => {
    const answers = await Promise.all([put(customer, 'MUG', 1), put(customer, 'TEA', 1)]);
    const lines = answers.flatMap(({ json }) => (json as Cart).lines);
    expect(lines).toHaveLength(3);
    for (const { unitPrice, available } of lines) {
      expect([unitPrice, available]).toEqual([expect.anything(), 1_000]);
    }
  });

  it('is in one currency, also where two lines are put in at once', async () => {
    const answers = await Promise.all([put(customer, 'MUG', 1), put(customer, 'YEN', 1)]);
    expect(answers.map(outcomeOf).sort()).toEqual(['200', '422 mixed-currency']);
    expect(await contents(customer)).toHaveLength(1);
  });

  it.each([
    ['an unknown SKU', 'NONE', 1, 422, 'unknown-sku'],
    ['more than there is', 'MUG', 1_001, 409, 'out-of-stock'],
    ['no pieces', 'MUG', 0, 422, 'validation-failed'],
    ['too many pieces', 'MUG', 10_001, 422, 'validation-failed'],
    ['another currency', 'YEN', 1, 422, 'mixed-currency'],
    ['a SKU that cannot be one', '../x', 1, 404, 'not-found'],
  ])('refuses %s', async (_, sku, quantity, status, code) => {
    await put(customer, 'TEA', 1);
    expect((await put(customer, sku, quantity)).json).toMatchObject({ status, code });
    expect(await contents(customer)).toEqual([['TEA', 1]]);
  });
});

describe('a guest who logs in', () => {
  it('has both carts in one, with the larger quantity of what is in both', async () => {
    await put(customer, 'MUG', 2);
    await put(customer, 'TEA', 5);
    const guest = await guestWith(['TEA', 3], ['MUG', 4]);
    expect(await contents({ ...customer, ...guest })).toEqual([
      ['MUG', 4],
      ['TEA', 5],
    ]);
    expect(await contents(customer)).toEqual([
      ['MUG', 4],
      ['TEA', 5],
    ]);
  });

  it('takes the cart over once: a second time changes nothing', async () => {
    const guest = await guestWith(['MUG', 4]);
    await read({ ...customer, ...guest });
    await ask('orders.delete-cart-line', customer, { params: { sku: 'MUG' } });
    expect(await contents({ ...customer, ...guest })).toEqual([]);
  });

  it('leaves nothing to another user with the same token', async () => {
    const guest = await guestWith(['MUG', 4]);
    await read({ ...customer, ...guest });
    expect(await contents({ as: strangerId, ...guest })).toEqual([]);
    expect(await contents(guest)).toEqual([]);
    expect(await contents(customer)).toEqual([['MUG', 4]]);
  });

  it('keeps what finds no room, is told so, and has it when there is some', async () => {
    service.catalogue.sellsAnything = true;
    for (let number = 1; number <= 50; number += 1) await put(customer, `SKU-${number}`, 1);
    const guest = await guestWith(['SKU-1', 9], ['NEW-1', 1], ['NEW-2', 2]);
    const both = { ...customer, ...guest };
    const seen = async () => {
      const { headers, json } = await ask('orders.read-cart', both);
      const { lines } = json as Cart;
      return [lines.length, lines.at(-1)?.sku, headers?.['x-cart-token']];
    };
    const takeOff = (sku: string) => ask('orders.delete-cart-line', both, { params: { sku } });
    expect(await seen()).toEqual([50, 'SKU-50', guest.token]);
    expect(await seen()).toEqual([50, 'SKU-50', guest.token]);
    expect((await contents(customer))[0]).toEqual(['SKU-1', 9]);
    expect(await contents(guest)).toEqual([
      ['NEW-1', 1],
      ['NEW-2', 2],
    ]);
    await takeOff('SKU-50');
    expect(await seen()).toEqual([50, 'NEW-1', guest.token]);
    await takeOff('SKU-49');
    expect(await seen()).toEqual([50, 'NEW-2', undefined]);
    expect(await contents(guest)).toEqual([]);
  });

  it('gives the cart to one of two users who come at once', async () => {
    const guest = await guestWith(['MUG', 4]);
    const [a, b] = await Promise.all([
      contents({ ...customer, ...guest }),
      contents({ as: strangerId, ...guest }),
    ]);
    expect([...a, ...b]).toEqual([['MUG', 4]]);
  });
});

describe('an order from the cart', () => {
  const buy = (key: string, lines: readonly [string, number][], more: object = {}) =>
    service.call(
      'orders.place',
      {
        headers: { 'idempotency-key': `from-the-cart-order-${key}` },
        body: {
          lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
          shippingAddress,
          paymentMethod: { token: 'tok_approved' },
          fromCart: true,
          ...more,
        },
      },
      { as: customerId },
    );

  it('takes what was ordered out of it, and leaves the rest', async () => {
    await put(customer, 'MUG', 5);
    await put(customer, 'TEA', 2);
    expect((await buy('a', [['MUG', 3]])).status).toBe(201);
    expect(await contents(customer)).toEqual([
      ['MUG', 2],
      ['TEA', 2],
    ]);
    expect((await buy('b', [['MUG', 2]])).status).toBe(201);
    expect(await contents(customer)).toEqual([['TEA', 2]]);
  });

  it('is for what the cart holds: of three clicks with keys of their own one buys', async () => {
    await put(customer, 'MUG', 1);
    const clicks = await Promise.all(['a', 'b', 'c'].map((key) => buy(key, [['MUG', 1]])));
    expect(clicks.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const lost = clicks.find(({ status }) => status === 409);
    expect(lost?.json).toMatchObject({ code: 'cart-changed' });
    expect(outcomeOf(await buy('d', [['MUG', 1]]))).toBe('409 cart-changed');
  });

  it('that is rejected puts its lines back, beside what came into the cart meanwhile', async () => {
    await put(customer, 'MUG', 5);
    const { json } = await buy('a', [['MUG', 3]]);
    const { id } = json as { id: string };
    await put(customer, 'TEA', 1);
    const refusal = { orderId: id, reason: 'out_of_stock' as const, sku: 'MUG' };
    const body = service.message(stockReservationFailed, id, refusal);
    await service.receive(body);
    await service.receive(body);
    expect((await contents(customer)).sort()).toEqual([
      ['MUG', 5],
      ['TEA', 1],
    ]);
  });

  it('takes nothing out a second time when the same request comes again', async () => {
    await put(customer, 'MUG', 5);
    const [first, again] = [await buy('a', [['MUG', 2]]), await buy('a', [['MUG', 2]])];
    expect(again.body).toBe(first.body);
    expect(await contents(customer)).toEqual([['MUG', 3]]);
  });

  it.each([
    ['an order of what is not in it', [['NONE', 1]], {}, 409],
    ['an order that is refused', [['MUG', 1]], { coupon: 'NONE' }, 422],
    ['a total that is not expected', [['MUG', 1]], { expectedTotal: eur(1) }, 409],
    ['an order that is not from the cart', [['MUG', 1]], { fromCart: false }, 201],
    ['a flag that is none', [['MUG', 1]], { fromCart: 'yes' }, 422],
  ] as const)('leaves it alone with %s', async (_, lines, more, status) => {
    await put(customer, 'MUG', 5);
    expect((await buy('a', lines as never, more)).status).toBe(status);
    expect(await contents(customer)).toEqual([['MUG', 5]]);
  });

  it('loses no change of the cart that happens meanwhile', async () => {
    await put(customer, 'MUG', 5);
    const [bought] = await Promise.all([
      buy('a', [['MUG', 5]]),
      put(customer, 'TEA', 1),
      buy('b', [['TEA', 1]], { fromCart: false }),
    ]);
    expect(bought.status).toBe(201);
    expect(await contents(customer)).toEqual([['TEA', 1]]);
  });

  it('needs a cart', async () => {
    expect(outcomeOf(await buy('a', [['MUG', 1]]))).toBe('409 cart-changed');
    expect(await contents(customer)).toEqual([]);
  });

  it('comes after a dozen changes at once, all of which are kept', async () => {
    service.catalogue.sellsAnything = true;
    const skus = Array.from({ length: 12 }, (_, index) => `SKU-${index}`);
    const answers = await Promise.all(skus.map((sku) => put(customer, sku, 1)));
    expect(answers.map(({ status }) => status)).toEqual(skus.map(() => 200));
    expect(await contents(customer)).toHaveLength(12);
    service.catalogue.sellsAnything = false;
  });
});
