// What this process commits to an order that is followed is told at once: no look has to come round first.
import { expect, it, vi } from 'vitest';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import { absent } from '../../containers/orders/domain/order.ts';
import { createFollowers } from '../../containers/orders/following/followers.ts';
import { presentEvent } from '../../containers/orders/following/presenting.ts';
import { createOrderStore } from '../../containers/orders/store.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { at, customerId, eur, orderId, placeCommand, run, wishes } from '../support/orders.ts';

const hour = 3_600_000;

const setup = async (everyMs = hour) => {
  const table = createMemoryTable();
  const commit = (version: number, events: readonly unknown[]) => {
    const sk = `COMMIT#${String(version).padStart(10, '0')}`;
    const kept = { time: '2026-01-02T00:00:00.000Z', correlationId: orderId, causationId: orderId };
    return table.transact([{ put: { pk: `ORDER#${orderId}`, sk, events, ...kept } }]);
  };
  const placed = run(absent, placeCommand());
  await commit(1, placed.events);
  const followers = createFollowers({
    store: createOrderStore(table),
    log: { warn: vi.fn() },
    everyMs,
  });
  const changed = vi.fn();
  const leave = await followers.follow(orderId, () => ({ changed, lost: vi.fn() }));
  return {
    ...followers,
    table,
    commit,
    changed,
    leave,
    cancel: () => commit(2, run(placed.state, wishes.cancel).events),
  };
};

it('an order that is notified of is looked at', async () => {
  const { notify, cancel, changed } = await setup();
  await cancel();
  notify('ord_another');
  await new Promise(setImmediate);
  expect(changed).not.toHaveBeenCalled();
  notify(orderId);
  await vi.waitUntil(() => changed.mock.calls.length > 0);
  expect(changed.mock.calls[0]?.[0]).toMatchObject({ version: 2 });
});

it('what nobody follows any more leaves no timer behind', async () => {
  vi.useFakeTimers();
  try {
    const { follow, leave } = await setup();
    const others = await follow(orderId, () => ({ changed: vi.fn(), lost: vi.fn() }));
    leave();
    expect(vi.getTimerCount()).toBe(1);
    others();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('one that nobody follows any more is not', async () => {
  const { notify, cancel, changed, leave } = await setup();
  leave();
  await cancel();
  notify(orderId);
  await new Promise(setImmediate);
  expect(changed).not.toHaveBeenCalled();
});

it('one is looked at again and again while anybody follows it, and tells those who do', async () => {
  const { follow, commit, cancel, changed, leave } = await setup(5);
  const second = vi.fn();
  const leaveSecond = await follow(orderId, () => ({ changed: second, lost: vi.fn() }));
  leave();
  await cancel();
  await vi.waitUntil(() => second.mock.calls.length > 0);
  await commit(3, [{ type: 'stock-reserved', at: '2026-01-02T00:00:00.000Z' }]);
  await vi.waitUntil(() => second.mock.calls.length > 1);
  expect(second.mock.calls.map(([{ version }]) => version)).toEqual([2, 3]);
  expect(changed).not.toHaveBeenCalled();
  leaveSecond();
});

it.each([
  ['is no commit', { events: 'none' }],
  ['has events without a type', { events: [{}] }],
  ['has events that nobody knows', { events: [{ type: 'order-vanished' }] }],
  ['says no time', { events: [{ type: 'order-vanished' }], time: 7 }],
])('one whose next item %s is lost to those who follow it, and to nobody else', async (_, next) => {
  const { table, follow, cancel, changed } = await setup(20);
  const spoilt = 'ord_0198c0d27f3a7b6c8d9e0f1a2b3c4d5f';
  const kept = { pk: `ORDER#${spoilt}`, time: '2026-01-02T00:00:00.000Z', correlationId: 'one' };
  const { events } = run(absent, placeCommand());
  await table.transact([{ put: { ...kept, sk: 'COMMIT#0000000001', events } }]);
  const lost = vi.fn();
  await follow(spoilt, () => ({ changed: vi.fn(), lost }));
  await table.transact([{ put: { ...kept, sk: 'COMMIT#0000000002', ...next } }]);
  await cancel();
  await vi.waitUntil(() => changed.mock.calls.length > 0 && lost.mock.calls.length > 0);
  expect(changed.mock.calls[0]?.[0]).toMatchObject({ version: 2 });
});

const cause = { correlationId: 'request-1', causationId: 'request-1' };

it.each<[OrderEvent, object, object]>([
  [
    { type: 'payment-authorized', at, amount: eur(1), providerReference: 'pay_1' },
    { amount: eur(1) },
    { amount: eur(1) },
  ],
  [{ type: 'payment-flagged', at, reason: 'amounts differ' }, {}, { reason: 'amounts differ' }],
  [
    { type: 'order-rejected', at, reason: 'timed_out' },
    { reason: 'timed_out' },
    { reason: 'timed_out' },
  ],
])('of %j the customer is shown %j, and staff %j', (event, toCustomer, toStaff) => {
  const recorded = { version: 3, event, time: at, ...cause };
  const known = { version: 3, type: event.type, time: at };
  const customer = { kind: 'customer', customerId } as const;
  expect(presentEvent(recorded, customer)).toEqual({ ...known, data: toCustomer });
  expect(presentEvent(recorded, { kind: 'staff' })).toEqual({ ...known, data: toStaff });
});

it('nobody is shown what the payment was asked for with', () => {
  const [placed] = run(absent, placeCommand()).events as [OrderEvent];
  const recorded = { version: 1, event: placed, time: at, ...cause };
  for (const actor of [{ kind: 'customer', customerId }, { kind: 'staff' }] as const) {
    const { data } = presentEvent(recorded, actor);
    expect(data).toHaveProperty('shippingAddress');
    expect(JSON.stringify(data)).not.toContain('tok_approved');
  }
});
