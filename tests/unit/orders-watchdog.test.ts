// Orders that are being placed are looked at once, when their time is over; one that fails then has a deadline of its own.
import { expect, test } from 'vitest';
import { messageHandlers } from '../../containers/orders/messages.ts';
import { createWatchdog } from '../../containers/orders/watchdog.ts';
import { messageHandlers as productHandlers } from '../../containers/products/messages.ts';
import { checkDeadlines } from '../../events/messages/orders.ts';
import { expireReservations } from '../../events/messages/products.ts';
import { createDeadlines, endOfTime } from '../../platform/data/deadlines.ts';
import type { Table } from '../../platform/data/table.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrders } from '../support/order-service.ts';
import { shippingAddress } from '../support/orders.ts';

const minute = 60_000;
const context = {
  causation: { correlationId: 'run-0001', causationId: 'run-0001' },
  log: quietLog,
};

const setUp = async (wrap: (table: Table) => Table = (table) => table) => {
  const table = createMemoryTable();
  const clock = testClock();
  const made = await startOrders(wrap(table), { clock });
  const asked: string[] = [];
  const watchdog = createWatchdog(table, {
    handle: (id, ...others) => {
      asked.push(id);
      return made.orders.handle(id, ...others);
    },
  });
  const place = async (key: string): Promise<string> => {
    const { json } = await made.call('orders.place', {
      headers: { 'idempotency-key': `watched-order-number-${key}` },
      body: {
        lines: [{ sku: 'MUG', quantity: 1 }],
        shippingAddress,
        paymentMethod: { token: 'tok_approved' },
      },
    });
    return (json as { id: string }).id;
  };
  const check = () => watchdog(new Date(clock.now()).toISOString(), context);
  const statusOf = async (id: string) => (await made.orders.load(id)).state.status;
  return { table, clock, place, check, asked, statusOf };
};

test('an order that nobody answers is given up when its time is over, and then left alone', async () => {
  const { clock, place, check, asked, statusOf } = await setUp();
  const first = await place('1');
  clock.advance(10 * minute);
  const second = await place('2');
  expect(await check()).toBe(0);
  clock.advance(10 * minute);
  expect(await check()).toBe(1);
  expect([await statusOf(first), await statusOf(second)]).toEqual(['rejected', 'pending_stock']);
  clock.advance(10 * minute);
  expect(await check()).toBe(1);
  expect(await check()).toBe(0);
  expect(asked).toEqual([first, second]);
});

test('more than one page of them are all looked at', async () => {
  const { clock, place, check } = await setUp();
  for (let number = 0; number < 120; number += 1) await place(`page-${number}`);
  clock.advance(20 * minute);
  expect(await check()).toBe(120);
});

test('one that fails holds up no other, and is asked again', async () => {
  let fails = '';
  const { table, clock, place, check, asked, statusOf } = await setUp((given) => ({
    ...given,
    transact: async (writes) => {
      const isIt = fails !== '' && JSON.stringify(writes).includes(`ORDER#${fails}`);
      if (isIt) throw new Error('the table does not answer');
      await given.transact(writes);
    },
  }));
  const [first, second] = [await place('1'), await place('2')];
  fails = first;
  clock.advance(20 * minute);
  expect(await check()).toBe(1);
  expect([await statusOf(first), await statusOf(second)]).toEqual(['pending_stock', 'rejected']);
  fails = '';
  clock.advance(minute);
  expect(await check()).toBe(1);
  expect(await statusOf(first)).toBe('rejected');
  // Within the first round it was due already, and asked once more in vain.
  expect(asked.filter((id) => id === first)).toHaveLength(3);
  await check();
  expect(await createDeadlines(table).until(endOfTime)).toEqual([]);
});

test('entries of a first try, whose order was placed at another moment, go', async () => {
  const { table, clock, place, check } = await setUp();
  const firstTry = new Date(clock.now()).toISOString();
  clock.advance(1_000);
  const orderId = await place('1');
  const entries = () =>
    table
      .all()
      .filter(({ pk }) => pk.startsWith('VIEW#'))
      .map(({ pk, sk }) => ({ pk, sk, orderId }));
  const placed = entries();
  const strays = placed.map((entry) => ({ ...entry, sk: `${firstTry}#${orderId}` }));
  await table.transact(strays.map((put) => ({ put })));
  expect(entries()).toHaveLength(4);
  clock.advance(20 * minute);
  expect(await check()).toBe(1);
  const [customers] = placed.filter(({ pk }) => pk.startsWith('VIEW#CUSTOMER'));
  expect(entries()).toEqual([customers, { ...customers, pk: 'VIEW#STATUS#rejected' }]);
});

test('an entry of an order that was not placed after all goes', async () => {
  const { table, clock, check } = await setUp();
  const sk = `${new Date(clock.now()).toISOString()}#ord_00000000000000000000000000000009`;
  const entry = { pk: 'VIEW#STATUS#open', sk, orderId: 'ord_00000000000000000000000000000009' };
  await table.transact([{ put: entry }]);
  clock.advance(20 * minute);
  expect(await check()).toBe(0);
  expect(await table.get(entry)).toBeUndefined();
});

test('a round that lasts longer than a minute leaves the next message to others', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const clock = testClock();
  const orders = messageHandlers({
    orders: {} as never,
    check: () => promise,
    forgetting: { forgetAgain: async () => {} } as never,
    clock,
  });
  const products = productHandlers({
    expire: () => promise,
    evening: { round: async () => {} },
    clock,
  } as never);
  for (const [handlers, type] of [
    [orders, checkDeadlines.type],
    [products, expireReservations.type],
  ] as const) {
    const handler = handlers.find(({ contract }) => contract.type === type);
    const handle = async () => handler?.handle({ ...context, log: quietLog } as never);
    const long = handle();
    expect(await handle()).toEqual({ kind: 'ignored', reason: 'one is under way' });
    resolve(0);
    expect(await long).toEqual({ kind: 'done' });
  }
});
