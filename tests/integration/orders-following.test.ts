// Following an order live: what is told, to whom, how soon, and what is left of it when somebody goes.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderUpdate } from '../../events/http/orders/orders.ts';
import { stockReservationFailed } from '../../events/messages/products.ts';
import type { Table } from '../../platform/data/table.ts';
import { settlesAt } from '../support/aborts.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { type Listening, type ListenOptions, listen } from '../support/event-stream-client.ts';
import { type OrderTask, startOrderTask } from '../support/order-task.ts';
import { customerId, shippingAddress, strangerId } from '../support/orders.ts';

let database: TestDatabase;
let table: Table;
let task: OrderTask;
let other: OrderTask;
let tables = 0;
const listening: Listening<OrderUpdate>[] = [];

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  tables += 1;
  table = await database.table(`following-${tables}`);
  [task, other] = await Promise.all([startOrderTask(table), startOrderTask(table)]);
});
afterEach(async () => {
  for (const one of listening.splice(0)) one.leave();
  for (const each of [task, other]) each.cutOff();
  await Promise.all([task.stop(), other.stop()]);
});

const key = (name: string) => ({ 'idempotency-key': `${name}-0123456789abcdef` });
const place = async (name = 'order'): Promise<string> => {
  const lines = [{ sku: 'MUG', quantity: 2 }];
  const body = { lines, shippingAddress, paymentMethod: { token: 'tok_approved' } };
  return ((await task.place(body, key(name))).json as { id: string }).id;
};
const cancel = (by: OrderTask, id: string) =>
  by.call('orders.cancel', { params: { id }, headers: key('cancel') });

const follow = async (id: string, options: ListenOptions = {}, at = task) => {
  const one = await listen<OrderUpdate>(at.eventsOf(id), { token: customerId, ...options });
  listening.push(one);
  return one;
};
/** One after the other: at once, they would be more requests than the task takes. */
const followTimes = async (count: number, id: string) => {
  for (let index = 0; index < count; index += 1) {
    expect((await follow(id)).status).toBe(200);
  }
};
/** How many orders each look from now on asks for. */
const looksAt = (watched: Table): number[] => {
  const asked: number[] = [];
  const { getMany } = watched;
  Object.assign(watched, {
    getMany: (keys: readonly never[], options: object) => {
      asked.push(keys.length);
      return getMany(keys, options);
    },
  });
  return asked;
};
const seen = ({ heard }: Listening<OrderUpdate>) =>
  heard.map(({ id, event, data }) => [id, event, data.status ?? (data as object)]);

describe('whoever follows an order', () => {
  it('is told what it is, and of each change of this task at once', async () => {
    const id = await place();
    const one = await follow(id);
    expect(one.status).toBe(200);
    expect(one.headers.get('content-type')).toBe('text/event-stream');
    expect(one.headers.get('cache-control')).toBe('no-store');
    await one.until(1);
    await task.settle(id);
    await one.until(3);
    expect(seen(one)).toEqual([
      ['1', 'status', 'pending_stock'],
      ['2', 'status', 'pending_payment'],
      ['4', 'status', 'confirmed'],
    ]);
    expect(one.heard.at(-1)?.data).toEqual({
      id,
      status: 'confirmed',
      reason: null,
      payment: { status: 'authorized' },
      delivery: { status: 'pending' },
      cancellationRequested: false,
      version: 4,
      updatedAt: '2026-01-01T00:00:00.000Z',
      changes: ['payment-authorized', 'order-confirmed'],
    });
  });

  it('is told at one of the next two looks of what another task has committed', async () => {
    const id = await place();
    const one = await follow(id);
    await one.until(1);
    await other.settle(id);
    const looks = looksAt(table);
    await one.until(3);
    // One may have been under way; each reads on until nothing is new: two commits, and the end.
    expect(looks.length).toBeLessThanOrEqual(6);
    expect(seen(one).map(([version]) => version)).toEqual(['1', '2', '4']);
  });

  it('is told why no more follows once the order is settled for good', async () => {
    const id = await place();
    const one = await follow(id);
    await one.until(1);
    const data = { orderId: id, reason: 'out_of_stock', sku: 'MUG' } as const;
    await other.receive(other.message(stockReservationFailed, id, data));
    await one.over();
    expect([one.ended, one.heard.at(-1)]).toEqual([
      'closed',
      { id: undefined, event: 'end', data: { reason: 'settled' } },
    ]);
    expect(one.heard.at(-2)?.data).toMatchObject({
      status: 'rejected',
      reason: 'out_of_stock',
    });
    const again = await follow(id, { lastEventId: one.heard.at(-2)?.id ?? '' });
    expect(again.status).toBe(204);
    const late = await follow(id);
    await late.over();
    expect(seen(late).map(([, event]) => event)).toEqual(['status', 'end']);
  });

  it('hears with Last-Event-ID everything since, and nothing twice', async () => {
    const id = await place();
    await task.settle(id);
    const whole = await follow(id, { lastEventId: 0 });
    const since = await follow(id, { lastEventId: 2 });
    const present = await follow(id, { lastEventId: 4 });
    await Promise.all([whole.until(3), since.until(1)]);
    await cancel(other, id);
    await Promise.all([whole.until(4), since.until(2), present.until(1)]);
    const versions = [whole, since, present].map((one) => one.heard.map((event) => event.id));
    expect(versions).toEqual([['1', '2', '4', '5'], ['4', '5'], ['5']]);
  });

  it('misses nothing when the task is replaced: the streams end at once, and go on elsewhere', async () => {
    const id = await place();
    const one = await follow(id);
    await one.until(1);
    const stopped = task.stop();
    await one.over();
    expect([one.ended, seen(one)]).toEqual(['closed', [['1', 'status', 'pending_stock']]]);
    await other.settle(id);
    const next = await follow(id, { lastEventId: one.heard.at(-1)?.id ?? '' }, other);
    await next.until(2);
    expect(next.heard.map((event) => event.id)).toEqual(['2', '4']);
    await stopped;
    expect(task.streams.count).toBe(0);
  });

  it('listens until the token ends, and is told so', async () => {
    const one = await follow(await place(), { token: `${customerId}:0.3` });
    await one.over();
    expect([one.ended, one.heard.at(-1)]).toEqual([
      'closed',
      { id: undefined, event: 'end', data: { reason: 'token-expired' } },
    ]);
  });

  it('gets the history as ever where no stream is asked for', async () => {
    const id = await place();
    const answer = await fetch(task.eventsOf(id), {
      headers: { authorization: `Bearer ${customerId}`, accept: 'application/json, */*' },
    });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toMatchObject({ items: [{ version: 1, type: 'order-placed' }] });
  });
});

describe('a stream is refused', () => {
  const refusalOf = async (url: string, options: ListenOptions) => {
    const { token = '', lastEventId } = options;
    const answer = await fetch(url, {
      headers: {
        accept: 'text/event-stream',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
      },
    });
    const { code, detail } = (await answer.json()) as Record<string, string>;
    return { status: answer.status, code, detail };
  };

  it.each([
    ['of somebody else’s order', { token: strangerId }, 404, 'not-found'],
    [
      'of an order with a token that has ended',
      { token: `${customerId}:0` },
      401,
      'unauthenticated',
    ],
    ['without a token', {}, 401, 'unauthenticated'],
  ])('%s', async (_, options, status, code) => {
    expect(await refusalOf(task.eventsOf(await place()), options)).toMatchObject({ status, code });
  });

  it('of an order that is none', async () => {
    for (const id of [`ord_${'0'.repeat(32)}`, 'ord_1', '%00']) {
      expect(await refusalOf(task.eventsOf(id), { token: customerId })).toMatchObject({
        status: 404,
        code: 'not-found',
      });
    }
  });

  it.each(['abc', '-1', '1.5', '1e3', '0x1', '99999999999999999999', '2, 3', '7', ''])(
    'after an event with the id %j, which is none of the order',
    async (lastEventId) => {
      const id = await place();
      expect(await refusalOf(task.eventsOf(id), { token: customerId, lastEventId })).toEqual({
        status: 400,
        code: 'invalid-cursor',
        detail: 'Last-Event-ID is not the id of an event of this order.',
      });
    },
  );

  it('and so is the history after what is no id', async () => {
    const answer = await fetch(task.eventsOf(await place()), {
      headers: { authorization: `Bearer ${customerId}`, 'last-event-id': '' },
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid-cursor' }]);
  });

  it('beyond twenty of one customer, and not to others', async () => {
    const id = await place();
    await followTimes(20, id);
    const answer = await fetch(task.eventsOf(id), {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${customerId}` },
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await answer.json()).toMatchObject({
      code: 'rate-limited',
      detail: 'At most 20 streams may be open at once.',
    });
    expect((await follow(id, { token: 'staff' })).status).toBe(200);
  });
});

describe('what a stream takes', () => {
  it('is no place of a request: far more listen than may be worked on at once', async () => {
    const id = await place();
    await followTimes(15, id);
    const read = () =>
      fetch(`${task.url}/orders/${id}`, { headers: { authorization: `Bearer ${customerId}` } });
    expect((await Promise.all([read(), read(), read()])).map(({ status }) => status)).toEqual([
      200, 200, 200,
    ]);
  });

  it('comes back when a client goes away, whenever it does', async () => {
    const id = await place();
    const head = [
      `GET /v1/orders/${id}/events HTTP/1.1`,
      'Host: localhost',
      'Accept: text/event-stream',
      `Authorization: Bearer ${customerId}`,
      '\r\n',
    ].join('\r\n');
    for (let round = 0; round < 30; round += 1) {
      const socket = connect(task.port, '127.0.0.1', () => socket.write(head));
      socket.on('error', () => undefined);
      await sleep((round % 10) * 4);
      if (round % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    await settlesAt(0, () => task.streams.count);
    const after = await follow(id);
    await after.until(1);
    expect(task.streams.count).toBe(1);
  });

  it('is a read of one unit an order in half a second, however many follow it, and none once nobody does', async () => {
    const id = await place();
    const asked = looksAt(table);
    const began = performance.now();
    const ten = await Promise.all(Array.from({ length: 10 }, () => follow(id)));
    await sleep(2_200);
    // A timer of a busy machine may be late, never early.
    expect(asked.length).toBeGreaterThanOrEqual(1);
    expect(asked.length).toBeLessThanOrEqual(1 + (performance.now() - began) / 500);
    expect(new Set(asked)).toEqual(new Set([1]));
    for (const one of ten) one.leave();
    await settlesAt(0, () => task.streams.count);
    asked.length = 0;
    await sleep(1_500);
    expect(asked).toEqual([]);
  });
});
