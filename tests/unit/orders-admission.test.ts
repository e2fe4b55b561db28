// New orders are let in as fast as those before them get through, and only a queue that grows holds them back.
import { describe, expect, it } from 'vitest';
import type { OrderOutcome } from '../../containers/orders/commands.ts';
import { createAdmission } from '../../containers/orders/placing/admission.ts';
import {
  notifyAdmission,
  notifyWaiters,
  whenSettled,
} from '../../containers/orders/placing/observers.ts';
import { generator } from '../../localstack/cloud/faults.ts';
import { orders } from '../support/orders.ts';

const tickMs = 10;

/** Orders that come in at a rate and are served at another, one after the other. */
const simulate = ({
  offered,
  served,
  seconds,
  before = 0,
}: {
  readonly offered: number;
  /** A second, at a time. */
  readonly served: (second: number) => number;
  readonly seconds: number;
  /** Orders that wait already. */
  readonly before?: number;
}) => {
  let now = 0;
  const random = generator(7);
  const admission = createAdmission({ clock: { now: () => now }, random });
  const queue: number[] = Array.from({ length: before }, () => 0);
  const result = { refused: 0, done: 0, longestMs: 0, left: 0 };
  let due = 0;
  let work = 0;
  for (; now < seconds * 1000; now += tickMs) {
    for (due += (offered * tickMs) / 1000; due >= 1; due -= 1) {
      if (admission.hasRoom()) queue.push(now);
      else result.refused += 1;
    }
    for (work += (served(now / 1000) * tickMs) / 1000; work >= 1; work -= 1) {
      const placed = queue.shift();
      if (placed === undefined) continue;
      admission.answered(now - placed);
      result.done += 1;
      result.longestMs = Math.max(result.longestMs, now - placed);
    }
  }
  return { ...result, left: queue.length };
};

describe('the admission', () => {
  it('of five times too many orders stays short, and what can be done is done', () => {
    const { done, longestMs, refused } = simulate({ offered: 100, served: () => 20, seconds: 120 });
    expect(done).toBeGreaterThan(0.95 * 120 * 20);
    expect(refused).toBeGreaterThan(120 * 75);
    expect(longestMs).toBeLessThan(25_000);
  });

  it('holds nobody back while there is room', () => {
    expect(simulate({ offered: 19, served: () => 20, seconds: 120 })).toMatchObject({ refused: 0 });
  });

  it('of an outage is let in and worked off, and next to nobody is refused', () => {
    const served = (second: number) => (second > 30 && second < 60 ? 0 : 40);
    const { refused, left } = simulate({ offered: 10, served, seconds: 120 });
    expect(left).toBe(0);
    expect(refused).toBeLessThan(5);
  });

  it('of a burst is let in whole, and so is the next one', () => {
    let now = 0;
    const admission = createAdmission({ clock: { now: () => now }, random: () => 0.999 });
    for (let round = 0; round < 5; round += 1) {
      const placedAt = now;
      const taken = Array.from({ length: 100 }, () => admission.hasRoom());
      expect(taken).not.toContain(false);
      for (let order = 0; order < 100; order += 1) {
        now += 100;
        admission.answered(now - placedAt);
      }
    }
  });

  it('knows that others hear of orders that were placed here', () => {
    let now = 0;
    const admission = createAdmission({ clock: { now: () => now }, random: () => 0.999 });
    for (let order = 0; order < 1_000; order += 1) {
      now += 50;
      admission.hasRoom();
      if (order % 2 === 0) admission.answered(50);
    }
    for (let order = 0; order < 20; order += 1) admission.answered(5_000);
    expect(Array.from({ length: 100 }, () => admission.hasRoom())).not.toContain(false);
  });

  it('that waits for a sweeper is no reason to refuse', () => {
    const served = (second: number) => (second % 30 < 2 ? 400 : 0);
    expect(simulate({ offered: 10, served, seconds: 300 }).refused).toBeLessThan(30);
  });

  it('is not made of a few messages that were redriven after a day', () => {
    let now = 0;
    const admission = createAdmission({ clock: { now: () => now }, random: () => 0.999 });
    for (let order = 0; order < 5; order += 1) {
      now += 100;
      admission.answered(86_400_000);
      expect([admission.hasRoom(), admission.hasRoom()]).toEqual([true, true]);
    }
  });

  it('rounds up how many are ahead of an order that was answered soon: seven tenths of one are one', () => {
    // 21 answers in the last three seconds, and this one came after 100 ms: 21 / 3000 * 100 = 0.7 were ahead of it.
    const roomWith = (burst: number): boolean => {
      const clock = { now: () => 0 };
      const admission = createAdmission({ clock, random: () => Number.POSITIVE_INFINITY, burst });
      for (let order = 0; order < 25; order += 1) admission.hasRoom();
      for (let order = 0; order < 20; order += 1) admission.answered(100_000);
      admission.answered(100);
      return admission.hasRoom();
    };
    expect([1, 2].map(roomWith)).toEqual([false, true]);
  });
});

describe('who is told of an order', () => {
  const { order } = orders.pending_stock;
  const after = (ms: number) => new Date(Date.parse(order.placedAt) + ms).toISOString();
  const outcome = (types: readonly string[], changes: object = {}): OrderOutcome =>
    ({
      kind: 'committed',
      state: orders.pending_payment,
      version: 2,
      events: types.map((type, index) => ({ type, at: after(1_500 + index) })),
      ...changes,
    }) as never;

  const told = (given: OrderOutcome) => {
    const heard: Record<string, unknown> = {};
    const observers = [
      notifyAdmission({ answered: (ms) => void Object.assign(heard, { answered: ms }) }),
      whenSettled((ms) => void Object.assign(heard, { settled: ms })),
      notifyWaiters({ notify: (id, { version }) => void Object.assign(heard, { id, version }) }),
    ];
    for (const observe of observers) observe(order.orderId, given);
    return heard;
  };
  const known = { id: order.orderId, version: 2 };

  it.each([
    [['order-placed'], {}],
    [['stock-reserved'], { answered: 1_500 }],
    [['stock-reserved', 'order-confirmed'], { answered: 1_500, settled: 1_501 }],
    [['stock-reservation-failed', 'order-rejected'], { answered: 1_500, settled: 1_500 }],
    [['payment-authorized', 'order-confirmed'], { settled: 1_501 }],
    [['payment-declined', 'order-rejected'], { settled: 1_500 }],
    [['payment-mismatched', 'order-rejected'], { settled: 1_500 }],
    [['placing-timed-out', 'order-rejected'], { settled: 1_500 }],
    [['cancellation-requested'], {}],
    [['order-shipped'], {}],
  ])('%j is heard as %j by admission and measures', (types, heard) => {
    expect(told(outcome(types))).toEqual({ ...known, ...heard });
  });

  it.each([
    ['what was ignored', { kind: 'ignored', reason: 'the order is confirmed' }],
    ['what was carried out before', { kind: 'repeated' }],
  ])('%s is heard by nobody', (_, changes) => {
    expect(told(outcome(['stock-reserved', 'order-confirmed'], changes))).toEqual({});
  });
});
