// Waiting for an order: told at once by this process, found soon when another process was it, never longer than asked.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEndpoints } from '../../containers/orders/following/read-http.ts';
import { createWaiters, type Wait, type Waiters } from '../../containers/orders/placing/waiters.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { call } from '../support/http.ts';
import { customerId, orderId, orders } from '../support/orders.ts';

const scene = (first = 'pending') => {
  const waiters = createWaiters<string>(systemClock);
  const stored = { value: first, reads: 0 };
  const read = async () => {
    stored.reads += 1;
    return stored.value;
  };
  const follow = (milliseconds: number, gone?: AbortSignal) =>
    waiters.follow('1', read, (value) => value === 'done', { milliseconds, gone });
  return { waiters, stored, follow };
};

it('what is reached already is answered after one read', async () => {
  const { stored, follow } = scene('done');
  expect(await follow(5_000)).toBe('done');
  expect(stored.reads).toBe(1);
});

it('news of this process are taken as they are, without another read', async () => {
  const { waiters, stored, follow } = scene();
  const following = follow(5_000);
  await sleep(5);
  waiters.notify('2', 'done');
  waiters.notify('1', 'still pending');
  await sleep(5);
  waiters.notify('1', 'done');
  expect(await following).toBe('done');
  expect(stored.reads).toBe(1);
});

it('news reach those who still wait when another has stopped', async () => {
  const { waiters, stored, follow } = scene();
  const following = [follow(20), follow(60_000)];
  await following[0];
  stored.reads = 0;
  waiters.notify('1', 'done');
  expect(await Promise.all(following)).toEqual(['pending', 'done']);
  expect(stored.reads).toBe(0);
});

it('news that come during the read are not missed', async () => {
  const { waiters, follow } = scene();
  const following = follow(5_000);
  waiters.notify('1', 'done');
  expect(await following).toBe('done');
});

describe('a change by another process', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** When it is found, and by how many reads. */
  const foundOf = async (changedAt: number, told: readonly number[] = []) => {
    const { waiters, stored, follow } = scene();
    const beganAt = Date.now();
    setTimeout(() => {
      stored.value = 'done';
    }, changedAt);
    for (const at of told) setTimeout(() => waiters.notify('1', 'still pending'), at);
    const following = follow(20_000).then((value) => ({ value, at: Date.now() - beganAt }));
    await vi.advanceTimersByTimeAsync(20_000);
    return { ...(await following), reads: stored.reads };
  };

  it.each([
    [5, 100, 2],
    [120, 250, 3],
    [900, 1_318, 6],
    [6_000, 6_924, 10],
  ])('after %i ms is found after %i, by %i reads', async (changedAt, at, reads) => {
    expect(await foundOf(changedAt)).toEqual({ value: 'done', at, reads });
  });

  it('is found late by half of the time at most, and never by more than two seconds', async () => {
    for (let changedAt = 1; changedAt < 18_000; changedAt += 123) {
      const { at } = await foundOf(changedAt);
      expect(at - changedAt).toBeLessThanOrEqual(Math.min(2_000, 100 + changedAt / 2));
    }
  });

  it('is found as soon where news of this process come in between', async () => {
    const { at } = await foundOf(900, [50, 300, 600, 850]);
    expect(at).toBeLessThan(1_400);
  });

  it.each<[string, (scene: Waiters<string>, gone: AbortController) => void, string]>([
    ['news of this process', ({ notify }) => notify('1', 'done'), 'done'],
    ['a process that stops', ({ close }) => close(), 'pending'],
    ['whoever has gone', (_, gone) => gone.abort(), 'pending'],
  ])('%s: it is waited for no millisecond longer', async (_, happen, value) => {
    const { waiters, follow } = scene();
    const gone = new AbortController();
    const beganAt = Date.now();
    setTimeout(() => happen(waiters, gone), 950);
    const following = follow(20_000, gone.signal).then((found) => [found, Date.now() - beganAt]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await following).toEqual([value, 950]);
  });

  it('that does not come is looked for seventeen times in twenty seconds', async () => {
    expect(await foundOf(30_000)).toEqual({ value: 'pending', at: 20_000, reads: 17 });
  });
});

it('the last state is answered when the time is up, and when the process stops', async () => {
  const { waiters, follow } = scene();
  expect(await follow(20)).toBe('pending');
  const following = follow(60_000);
  await sleep(5);
  waiters.close();
  expect(await following).toBe('pending');
  expect(await follow(60_000)).toBe('pending');
});

it('beyond so many of one subject, and so many in all, nobody waits', async () => {
  const { waiters } = scene();
  const wait = (subject: string) =>
    waiters.follow(
      '1',
      async () => 'pending',
      () => false,
      { milliseconds: 60_000, subject },
    );
  const held = Array.from({ length: 250 }, (_, number) => wait(`usr_${number % 3}`));
  expect(await wait('usr_9')).toBe('pending');
  waiters.close();
  expect(new Set(await Promise.all(held))).toEqual(new Set(['pending']));
  const { waiters: others } = scene();
  const follow = (subject: string) =>
    others.follow(
      '1',
      async () => 'pending',
      () => false,
      { milliseconds: 60_000, subject },
    );
  const own = Array.from({ length: 100 }, () => follow('usr_a'));
  expect(await follow('usr_a')).toBe('pending');
  const other = follow('usr_b');
  expect(await Promise.race([other, sleep(20, 'waiting')])).toBe('waiting');
  others.close();
  await Promise.all([...own, other]);
});

it("whoever has gone is waited for no longer, and the place is another's", async () => {
  const { waiters } = scene();
  const gone = new AbortController();
  const wait = (signal?: AbortSignal) =>
    waiters.follow(
      '1',
      async () => 'pending',
      () => false,
      { milliseconds: 60_000, subject: 'usr_a', gone: signal },
    );
  const held = Array.from({ length: 100 }, () => wait(gone.signal));
  await sleep(5);
  gone.abort();
  expect(new Set(await Promise.all(held))).toEqual(new Set(['pending']));
  expect(await wait(gone.signal)).toBe('pending');
  const next = wait();
  expect(await Promise.race([next, sleep(20, 'waiting')])).toBe('waiting');
  waiters.close();
  await next;
});

it.each([
  ['', 0],
  ['wait=1', 1_000],
  ['wait=20', 20_000],
])('a read with %j waits %i ms, as the one who asks', async (query, milliseconds) => {
  const waits: Wait[] = [];
  const [read] = readEndpoints({
    orders: { load: async () => ({ state: orders.pending_stock, version: 1 }) },
    waiters: {
      follow: async (_, load, isReached, wait) => {
        waits.push(wait);
        const loaded = await load();
        expect(isReached(loaded)).toBe(false);
        expect(isReached({ ...loaded, state: orders.confirmed })).toBe(true);
        return loaded;
      },
    },
  });
  const request = { params: { id: orderId }, query, headers: { authorization: 'Bearer token' } };
  expect((await call(read as Endpoint, request)).status).toBe(200);
  expect(waits).toMatchObject([{ milliseconds, subject: customerId }]);
});
