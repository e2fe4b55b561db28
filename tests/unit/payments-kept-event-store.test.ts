// Kept events of a provider: tried by one run at a time, each try counted.
import { expect, it } from 'vitest';
import {
  createParkedEventStore,
  keptIdOf,
} from '../../functions/payments/resolving/parked-event-store.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { isoTime } from '../../platform/kernel/clock.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const event = {
  provider: 'sandbox',
  providerEventId: 'evt_1',
  kind: 'dispute.opened',
  reference: 'ord_00000000000000000000000000000001:authorization',
  providerReference: 'auth_1',
  amount: { amount: 100, currency: 'EUR' },
  reason: 'fraudulent',
} as const;

const setUp = async () => {
  const clock = testClock();
  const table = createMemoryTable();
  const newId = countingIds();
  const commit = createUnitOfWork({ table, source: 'payments', clock, newId });
  const store = createParkedEventStore(table, commit);
  const message = { messageId: 'msg_1', correlationId: 'request-1' };
  await store.add(event, message, isoTime(clock));
  const kept = await store.read(keptIdOf(event));
  if (kept === undefined) throw new Error('nothing was kept');
  return { clock, store, kept };
};

it('of two runs that have tried the same event, one counts its try', async () => {
  const { clock, store, kept } = await setUp();
  clock.advance(60_000);
  const at = isoTime(clock);
  const outcomes = await Promise.all([store.postpone(kept, at), store.postpone(kept, at)]);
  const counted = outcomes.filter((outcome) => outcome !== undefined);
  expect(counted).toHaveLength(1);
  expect(await store.read(kept.id)).toEqual(counted[0]);
  expect(counted[0]?.tries).toBe(kept.tries + 1);
});

it('a run that comes late does not undo the tries of others', async () => {
  const { clock, store, kept } = await setUp();
  clock.advance(60_000);
  const once = await store.postpone(kept, isoTime(clock));
  clock.advance(60_000);
  const twice = await store.postpone(once ?? kept, isoTime(clock));
  expect(await store.postpone(kept, isoTime(clock))).toBeUndefined();
  expect(await store.read(kept.id)).toEqual(twice);
});

it('an event that comes twice is kept once, with its tries', async () => {
  const { clock, store, kept } = await setUp();
  clock.advance(60_000);
  const once = await store.postpone(kept, isoTime(clock));
  const again = { messageId: 'msg_2', correlationId: 'request-2' };
  expect(await store.add(event, again, isoTime(clock))).toBe(false);
  expect(await store.read(kept.id)).toEqual(once);
});

it('a message is handled once, also where what it brought is kept no more', async () => {
  const { clock, store, kept } = await setUp();
  await store.remove(kept.id);
  const message = { messageId: 'msg_1', correlationId: 'request-1' };
  expect(await store.add(event, message, isoTime(clock))).toBe(false);
  expect(await store.read(kept.id)).toBeUndefined();
  expect(await store.add(event, { ...message, messageId: 'msg_2' }, isoTime(clock))).toBe(true);
  expect(await store.read(kept.id)).toEqual(kept);
});
