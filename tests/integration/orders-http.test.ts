// The routes of orders against a real table.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import { stockReserved } from '../../events/messages/products.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, eur, shippingAddress, strangerId, untouched } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let service: TestOrders;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  tables += 1;
  service = await startOrders(await database.table(`orders-${tables}`));
});

const body = (changes: object = {}) => ({
  lines: [{ sku: 'MUG', quantity: 2 }],
  shippingAddress,
  paymentMethod: { token: 'tok_approved' },
  ...changes,
});

const key = (name: string) => ({ 'idempotency-key': `${name}-0123456789abcdef` });

describe('placing an order', () => {
  it('answers with the pending order, its place and its prices', async () => {
    const { status, headers, json } = await service.place(body(), key('a'));
    const order = json as Order;
    expect(status).toBe(201);
    expect(headers?.location).toBe(`/v1/orders/${order.id}`);
    expect(order).toEqual({
      id: order.id,
      status: 'pending_stock',
      reason: null,
      lines: [
        {
          sku: 'MUG',
          name: 'The mug',
          quantity: 2,
          unitPrice: eur(1250),
          discount: eur(0),
          tax: eur(0),
          total: eur(2500),
          ...untouched,
        },
      ],
      totals: {
        subtotal: eur(2500),
        discount: eur(0),
        shipping: eur(0),
        tax: eur(0),
        total: eur(2500),
        taxIncluded: false,
      },
      shippingAddress,
      shippingMethod: 'standard',
      coupon: null,
      coupons: [],
      payment: { status: 'pending', captured: eur(0), refunded: eur(0) },
      delivery: { status: 'pending', shipments: [] },
      returns: [],
      cancellationRequested: false,
      version: 1,
      placedAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    });
    expect((await service.read(order.id)).json).toEqual(order);
  });

  it('places one order for fifty requests with one key at once, and answers all alike', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => service.place(body(), key('same'))),
    );
    expect(new Set(answers.map(({ body: text }) => text)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
    const replayed = answers.filter(({ headers }) => headers?.['idempotent-replayed'] === 'true');
    expect(replayed.length).toBe(49);
    expect(((await service.list()).json as { items: Order[] }).items.length).toBe(1);
  });

  it('refuses the key for another body', async () => {
    await service.place(body(), key('a'));
    const again = await service.place(body({ lines: [{ sku: 'MUG', quantity: 3 }] }), key('a'));
    expect(again.json).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  });

  it.each([
    ['no key', body(), {}, 400, 'idempotency-key-missing'],
    [
      'an unknown SKU',
      body({ lines: [{ sku: 'NONE', quantity: 1 }] }),
      key('x'),
      422,
      'unknown-sku',
    ],
    ['an unknown member', body({ discount: 1 }), key('x'), 422, 'unknown-member'],
    ['another total', body({ expectedTotal: eur(1) }), key('x'), 409, 'price-changed'],
    ['no lines', body({ lines: [] }), key('x'), 422, 'validation-failed'],
    [
      'a price of the client',
      body({ lines: [{ sku: 'MUG', quantity: 1, unitPrice: eur(1) }] }),
      key('x'),
      422,
      'unknown-member',
    ],
  ])('refuses %s, and stores nothing', async (_, sent, headers, status, code) => {
    const answer = await service.place(sent, headers);
    expect(answer.json).toMatchObject({ status, code });
    expect((await service.list()).json).toEqual({ items: [], nextCursor: null });
  });

  it('answers 503 with Retry-After while the catalogue is down', async () => {
    service.catalogue.isDown = true;
    const answer = await service.place(body(), key('a'));
    expect(answer.json).toMatchObject({ status: 503, code: 'overloaded', retryable: true });
    expect(answer.headers?.['retry-after']).toBe('1');
  });
});

describe('reading an order', () => {
  it('shows a stranger the same as for an order that is not there', async () => {
    const { id } = (await service.place(body(), key('a'))).json as Order;
    const theirs = await service.read(id, { as: strangerId });
    const unknown = await service.read('ord_000000000000000000000000000000ff', { as: strangerId });
    expect(outcomeOf(theirs)).toBe('404 not-found');
    const withoutInstance = ({ json }: { json: object }) => ({ ...json, instance: '' });
    expect(withoutInstance(theirs)).toEqual(withoutInstance(unknown));
  });

  it('asks no database for an id that cannot be ours', async () => {
    const load = vi.spyOn(service.orders, 'load');
    for (const id of ['1', 'ord_', 'usr_00000000000000000000000000000001', 'ord_%00', '../x']) {
      expect(outcomeOf(await service.read(id))).toBe('404 not-found');
    }
    expect(load).not.toHaveBeenCalled();
  });

  it('lets staff read any order', async () => {
    const { id } = (await service.place(body(), key('a'))).json as Order;
    const { status } = await service.read(id, { as: strangerId, roles: ['admin'] });
    expect(status).toBe(200);
  });

  it('answers a waiting request as soon as the order leaves its pending states', async () => {
    const { id } = (await service.place(body(), key('a'))).json as Order;
    const started = Date.now();
    const waiting = service.read(id, { query: 'wait=20' });
    await service.settle(id);
    const { json } = await waiting;
    expect(json).toMatchObject({ id, status: 'confirmed', payment: { status: 'authorized' } });
    // Before the twenty seconds are over.
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  it('shows the history of facts without what is between us and the provider', async () => {
    const { id } = (await service.place(body(), key('a'))).json as Order;
    await service.settle(id);
    const { json } = await service.readEvents(id);
    const { items } = json as { items: { version: number; type: string; data: object }[] };
    expect(items.map(({ version, type }) => [version, type])).toEqual([
      [1, 'order-placed'],
      [2, 'stock-reserved'],
      [3, 'payment-authorized'],
      [4, 'order-confirmed'],
    ]);
    expect(JSON.stringify(items)).not.toMatch(/tok_approved|pay_1/);
  });
});

describe('messages', () => {
  it('have one effect however often they are delivered', async () => {
    const { id } = (await service.place(body(), key('a'))).json as Order;
    const lines = [{ sku: 'MUG', quantity: 2 }];
    const reply = service.message(stockReserved, id, { orderId: id, lines });
    const kinds = [];
    for (let delivery = 0; delivery < 3; delivery += 1) {
      kinds.push((await service.receive(reply)).kind);
    }
    expect(kinds).toEqual(['done', 'ignored', 'ignored']);
    expect((await service.read(id)).json).toMatchObject({ status: 'pending_payment', version: 2 });
  });

  it('reject overdue orders once the watchdog asks', async () => {
    const { id } = (await service.place(body(), key('a'))).json as Order;
    await service.checkDeadlines();
    expect((await service.read(id)).json).toMatchObject({ status: 'pending_stock' });
    service.clock.advance(21 * 60_000);
    await service.checkDeadlines();
    expect((await service.read(id)).json).toMatchObject({
      status: 'rejected',
      reason: 'timed_out',
      version: 3,
    });
  });
});

describe('listing orders', () => {
  const placeMany = async (count: number) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      service.clock.advance(1_000);
      ids.unshift(
        ((await service.place(body(), key(`n${index}-${service.clock.now()}`))).json as Order).id,
      );
    }
    return ids;
  };

  const walk = async (query: string, options: { as?: string; roles?: string[] } = {}) => {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await service.list({ ...options, query: `${query}${cursor}` });
      const { items, nextCursor } = page.json as { items: Order[]; nextCursor: string | null };
      ids.push(...items.map(({ id }) => id));
      cursor = nextCursor === null ? null : `&cursor=${nextCursor}`;
    }
    return ids;
  };

  it('pages through the own orders, newest first', async () => {
    const ids = await placeMany(7);
    expect(await walk('limit=3')).toEqual(ids);
    expect(await walk('limit=7')).toEqual(ids);
    expect(await walk('limit=3', { as: strangerId })).toEqual([]);
  });

  it('filters by status, for customers and staff', async () => {
    const [newest = '', middle = '', oldest = ''] = await placeMany(3);
    await service.settle(middle);
    for (const who of [{}, { as: strangerId, roles: ['admin'] }]) {
      expect(await walk('limit=1&status=confirmed', who)).toEqual([middle]);
      expect(await walk('limit=1&status=pending_stock', who)).toEqual([newest, oldest]);
      expect(await walk('limit=1&status=shipped', who)).toEqual([]);
    }
  });

  it('shows staff the orders of all customers', async () => {
    const ids = await placeMany(3);
    const theirs = (await service.place(body(), key('t'), strangerId)).json as Order;
    await service.settle(ids[1] ?? '');
    const all = await walk('limit=2', { as: customerId, roles: ['admin'] });
    expect([...all].sort()).toEqual([...ids, theirs.id].sort());
  });

  it('filters by the day of placing', async () => {
    const [first = ''] = await placeMany(1);
    service.clock.advance(24 * 3_600_000);
    const [second = ''] = await placeMany(1);
    await service.settle(first);
    for (const who of [{}, { as: strangerId, roles: ['admin'] }]) {
      expect(await walk('limit=1&day=2026-01-01', who)).toEqual([first]);
      expect(await walk('limit=1&day=2026-01-02', who)).toEqual([second]);
      expect(await walk('limit=1&day=2026-01-03', who)).toEqual([]);
    }
  });

  it('says of every list that it lags behind nothing', async () => {
    const consistency = async (query: string, roles: string[]) =>
      (await service.list({ query, roles })).headers?.['view-consistency'];
    expect([
      await consistency('', ['customer']),
      await consistency('status=confirmed', ['admin']),
      await consistency('status=pending_stock', ['admin']),
      await consistency('', ['admin']),
    ]).toEqual(['strong', 'strong', 'strong', 'strong']);
  });

  it('refuses a cursor of another query or another subject', async () => {
    await placeMany(3);
    const { nextCursor } = (await service.list({ query: 'limit=1' })).json as {
      nextCursor: string;
    };
    const forged = [
      { query: `limit=1&status=confirmed&cursor=${nextCursor}` },
      { query: `limit=1&cursor=${nextCursor}`, as: strangerId },
      { query: `limit=1&cursor=${nextCursor}x` },
      { query: 'limit=1&cursor=e30' },
    ];
    for (const options of forged) {
      expect((await service.list(options)).json).toMatchObject({
        status: 400,
        code: 'invalid-cursor',
      });
    }
  });
});

it('asks the catalogue once for a SKU, whatever the lines', async () => {
  const line = { sku: 'MUG', quantity: 1 };
  await service.place(body({ lines: [line, line] }), key('a'));
  expect(service.catalogue.asked).toEqual([['MUG']]);
});
