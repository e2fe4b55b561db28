// When deliveries are due, who may deliver them, and how long they are kept: at the instant and one beside it.
import { describe, expect, it } from 'vitest';
import { subjectPartition } from '../../functions/webhooks/deliveries/delivery-store.ts';
import { createWaking } from '../../functions/webhooks/deliveries/sweep.ts';
import type { Delivery } from '../../functions/webhooks/domain/delivery.ts';
import { createDispatcher } from '../../functions/webhooks/outbound/dispatcher.ts';
import { newDelivery } from '../../functions/webhooks/outbound/fan-out.ts';
import { allOf } from '../support/pages.ts';
import { createOutbound, endpointId } from '../support/webhooks.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const iso = (ms: number) => new Date(start + ms).toISOString();
const days = 86_400_000;

const made = (eventId: string, ms = 0, number = 1): Delivery =>
  newDelivery(endpointId(number), {
    id: eventId,
    type: 'orders.order-confirmed.v1',
    subject: `ord_${number}`,
    time: iso(ms),
    data: {},
  } as never);

const setUp = () => createOutbound(() => ({ status: 204 }));
const idsOf = (all: readonly Delivery[]) => all.map(({ eventId }) => eventId);

describe('a delivery', () => {
  it('is added once, and lies with its endpoint, its time and its subject until thirty days after its event', async () => {
    const { table, deliveries, clock } = setUp();
    const delivery = made('msg_1', 1_999);
    expect(await deliveries.add(delivery)).toBe(true);
    expect(await deliveries.add({ ...delivery, body: 'another' })).toBe(false);
    const expiresAt = start / 1000 + 1 + 30 * 86_400;
    const pk = `ENDPOINT#${endpointId(1)}`;
    expect(table.all()).toEqual([
      { pk, sk: `DELIVERY#${delivery.id.slice(4, 36)}`, ...delivery, expiresAt },
      { pk: subjectPartition('ord_1'), sk: `DELIVERY#${delivery.id}`, expiresAt },
      { pk, sk: `DUE#${iso(1_999)}#${delivery.id}`, due: expect.any(String), dueAt: iso(1_999) },
    ]);
    expect(await deliveries.about('ord_1')).toEqual([delivery.id]);
    clock.advance(30 * days + 1_000 - 1);
    expect(await deliveries.read(delivery.id)).toEqual(delivery);
    clock.advance(1);
    expect(await deliveries.read(delivery.id)).toBe(undefined);
    expect(await deliveries.list(endpointId(1), { limit: 9 })).toEqual([]);
  });

  it('is listed the newest first, and found by its time: from it on and before its end', async () => {
    const { deliveries } = setUp();
    for (const ms of [0, 1, 2, 3]) await deliveries.add(made(`msg_${ms}`, ms));
    await deliveries.add(made('msg_other', 1, 2));
    const list = (limit: number, after?: string) =>
      deliveries.list(endpointId(1), { limit, ...(after && { after }) });
    expect(idsOf(await list(3))).toEqual(['msg_3', 'msg_2', 'msg_1']);
    const after = `DELIVERY#${made('msg_2', 2).id.slice(4, 36)}`;
    expect(idsOf(await list(9, after))).toEqual(['msg_1', 'msg_0']);
    const range = async (from: number, to: number, limit = 9) =>
      idsOf(await deliveries.range(endpointId(1), start + from, start + to, limit));
    expect(await range(1, 3)).toEqual(['msg_1', 'msg_2']);
    expect(await range(0, 4, 2)).toEqual(['msg_0', 'msg_1']);
  });

  it('moves in the queue with its next attempt, and is replaced in the version that was read', async () => {
    const { deliveries } = setUp();
    const one = made('msg_1');
    await deliveries.add(one);
    await deliveries.add(made('msg_2', 5));
    const queue = async (limit = 9) =>
      (await deliveries.queue(endpointId(1), limit)).map(({ dueAt }) => dueAt);
    expect(await queue()).toEqual([iso(0), iso(5)]);
    expect(await queue(1)).toEqual([iso(0)]);
    const later: Delivery = { ...one, nextAttemptAt: iso(9), version: 2 };
    await deliveries.replace(one, later);
    expect(await queue()).toEqual([iso(5), iso(9)]);
    await expect(deliveries.replace(one, { ...later, nextAttemptAt: iso(7) })).rejects.toThrow();
    const same: Delivery = { ...later, round: 1, version: 3 };
    await deliveries.replace(later, same);
    expect(await queue()).toEqual([iso(5), iso(9)]);
    await deliveries.replace(same, { ...same, status: 'failed', nextAttemptAt: null, version: 4 });
    expect(await queue()).toEqual([iso(5)]);
    await deliveries.unqueue(endpointId(1), { id: made('msg_2', 5).id, dueAt: iso(5) });
    expect(await queue()).toEqual([]);
  });

  it('that is overdue names its endpoint, once, from its instant on', async () => {
    const { deliveries, clock } = setUp();
    for (const id of ['msg_1', 'msg_2']) await deliveries.add(made(id, 10));
    await deliveries.add(made('msg_3', 11, 2));
    clock.advance(9);
    expect(await allOf(deliveries.overdueEndpoints(9))).toEqual([]);
    clock.advance(1);
    expect(await allOf(deliveries.overdueEndpoints(9))).toEqual([endpointId(1)]);
    clock.advance(1);
    expect((await allOf(deliveries.overdueEndpoints(9))).toSorted()).toEqual([
      endpointId(1),
      endpointId(2),
    ]);
  });

  it('and not taken by a slow endpoint does not hide that of another', async () => {
    const { deliveries, clock } = setUp();
    for (let at = 0; at < 600; at += 1) await deliveries.add(made(`msg_${at}`, at));
    for (const other of [2, 3, 4, 5]) await deliveries.add(made('msg_other', 1_000, other));
    clock.advance(1_000);
    const woken: string[] = [];
    const wake = async (id: string) => void woken.push(id);
    await createWaking(deliveries, wake, { info: () => {} })();
    expect(woken.toSorted()).toEqual([1, 2, 3, 4, 5].map(endpointId));
  });
});

describe('the right to deliver', () => {
  it('is one process’s for 32 seconds, or until it is given back', async () => {
    const { deliveries, clock } = setUp();
    const acquire = (token: string) => deliveries.acquire(endpointId(1), token);
    expect(await acquire('one')).toEqual({ token: 'one', wakeAt: null });
    clock.advance(32_000);
    expect(await acquire('two')).toBe(undefined);
    clock.advance(1);
    expect(await acquire('two')).toEqual({ token: 'two', wakeAt: null });
    await deliveries.release(endpointId(1), { token: 'one', wakeAt: iso(1) });
    expect(await acquire('three')).toBe(undefined);
    await deliveries.release(endpointId(1), { token: 'two', wakeAt: iso(2) });
    expect(await acquire('three')).toEqual({ token: 'three', wakeAt: iso(2) });
  });

  it('is not taken for given where the table does not answer', async () => {
    const { table, deliveries } = setUp();
    const error = new Error('the table does not answer');
    Object.assign(table, { transact: async () => Promise.reject(error) });
    await expect(deliveries.acquire(endpointId(1), 'one')).rejects.toBe(error);
    await expect(deliveries.release(endpointId(1), { token: 'one', wakeAt: null })).rejects.toBe(
      error,
    );
    await expect(deliveries.add(made('msg_1'))).rejects.toBe(error);
  });
});

describe('a dispatch', () => {
  const dispatching = (options: { windowMs?: number; concurrency?: number } = {}) => {
    const outbound = setUp();
    const { deliveries, endpoints, clock } = outbound;
    const woken: number[] = [];
    const tried: string[] = [];
    let tokens = 0;
    let tookMs = 0;
    const dispatch = createDispatcher({
      ...options,
      endpoints,
      deliveries,
      clock,
      wake: async (_, seconds) => void woken.push(seconds),
      newId: () => {
        tokens += 1;
        return `lease_${tokens}`;
      },
      makeAttempt: async (_, before) => {
        tried.push(before.eventId);
        clock.advance(tookMs);
        await deliveries.replace(before, {
          ...before,
          status: 'delivered',
          nextAttemptAt: null,
          version: before.version + 1,
        });
      },
    });
    return {
      ...outbound,
      woken,
      tried,
      dispatch: () => dispatch(endpointId(1)),
      takes: (ms: number) => {
        tookMs = ms;
      },
    };
  };

  it('tries what is due, five at a time, and no more after nine seconds', async () => {
    const { deliveries, tried, woken, dispatch, takes } = dispatching();
    for (let count = 0; count < 12; count += 1) await deliveries.add(made(`msg_${count}`, 0));
    takes(1_800);
    await dispatch();
    expect(tried).toHaveLength(10);
    expect(woken).toEqual([0]);
  });

  it('that has run for exactly as long as it may still begins, and a moment later does not', async () => {
    const run = async (tookMs: number) => {
      const { deliveries, tried, dispatch, takes } = dispatching({ windowMs: 100, concurrency: 1 });
      for (const id of ['msg_1', 'msg_2', 'msg_3']) await deliveries.add(made(id));
      takes(tookMs);
      await dispatch();
      return tried.length;
    };
    expect([await run(100), await run(101)]).toEqual([2, 1]);
  });

  it('has somebody come back when the next one is due: rounded up, within fifteen minutes, once', async () => {
    const wokenFor = async (...ms: number[]) => {
      const { deliveries, woken, dispatch } = dispatching();
      for (const each of ms) {
        await deliveries.add(made(`msg_${each}`, each));
        await dispatch();
      }
      return woken;
    };
    expect(await wokenFor(1)).toEqual([1]);
    expect(await wokenFor(1_000)).toEqual([1]);
    expect(await wokenFor(1_001)).toEqual([2]);
    expect(await wokenFor(900_000)).toEqual([900]);
    expect(await wokenFor(900_001)).toEqual([]);
    expect(await wokenFor(2_000, 3_000)).toEqual([2]);
    expect(await wokenFor(2_000, 1_000)).toEqual([2, 1]);
  });

  it('has somebody come back again where the time it has told is over', async () => {
    const { deliveries, woken, tried, clock, dispatch } = dispatching();
    await deliveries.add(made('msg_1', 2_000));
    await dispatch();
    clock.advance(2_000);
    await deliveries.add(made('msg_2', 5_000));
    await dispatch();
    expect(tried).toEqual(['msg_1']);
    expect(woken).toEqual([2, 3]);
  });

  it('takes what has run out of time out of the queue, and leaves alone what is done', async () => {
    const { table, deliveries, tried, dispatch } = dispatching();
    const gone = made('msg_1');
    await deliveries.add(gone);
    await table.transact([
      { remove: { pk: `ENDPOINT#${endpointId(1)}`, sk: `DELIVERY#${gone.id.slice(4, 36)}` } },
    ]);
    await dispatch();
    expect(tried).toEqual([]);
    expect(await deliveries.queue(endpointId(1), 9)).toEqual([]);
  });

  it('goes past entries of what is done, or waits for another time', async () => {
    const { table, deliveries, tried, dispatch } = dispatching();
    const pk = `ENDPOINT#${endpointId(1)}`;
    for (let count = 0; count < 6; count += 1) {
      const done: Delivery = { ...made(`msg_${count}`), status: 'delivered', nextAttemptAt: null };
      await deliveries.add(done);
      await table.transact([{ put: { pk, sk: `DUE#${iso(-1)}#${done.id}` } }]);
    }
    await deliveries.add(made('msg_good'));
    await dispatch();
    expect(tried).toEqual(['msg_good']);
    expect(await deliveries.queue(endpointId(1), 9)).toEqual([]);
  });

  it('leaves what has come while it ended to the next one', async () => {
    const { table, deliveries, woken, tried, dispatch } = dispatching();
    await deliveries.add(made('msg_1'));
    const { transact } = table;
    let isReleased = false;
    Object.assign(table, {
      transact: async (writes: Parameters<typeof transact>[0]) => {
        await transact(writes);
        if (isReleased || !JSON.stringify(writes).includes('"until":""')) return;
        isReleased = true;
        await deliveries.add(made('msg_2'));
      },
    });
    await dispatch();
    expect([tried, woken]).toEqual([['msg_1'], [0]]);
  });
});
