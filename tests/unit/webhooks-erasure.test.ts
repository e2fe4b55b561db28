// Deliveries to merchants when a customer is forgotten, and how long they are kept at all.
import { describe, expect, it } from 'vitest';
import { clientRemoved, userDeletionRequested } from '../../events/messages/auth.ts';
import { orderConfirmed, orderPlaced, personalDataErased } from '../../events/messages/orders.ts';
import { createErasure } from '../../functions/webhooks/deliveries/erasure.ts';
import { replayed } from '../../functions/webhooks/domain/delivery.ts';
import { ownerHandlers } from '../../functions/webhooks/endpoints/owners.ts';
import { fanOutHandlers } from '../../functions/webhooks/outbound/fan-out.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { quietLog } from '../support/http.ts';
import { order, orderId } from '../support/notifications.ts';
import { messageBody } from '../support/payments.ts';
import { createOutbound, endpointId } from '../support/webhooks.ts';

const day = 86_400_000;
const placed = () => messageBody(orderPlaced, orderId, { order });
const confirmed = () => messageBody(orderConfirmed, orderId, { order });
const erased = () => messageBody(personalDataErased, orderId, { orderId });

const setUp = async (status = 204) => {
  const outbound = createOutbound(() => ({ status }));
  const { endpoints, deliveries, wake, clock, table } = outbound;
  const erasure = createErasure(table, deliveries, clock);
  const handlers = fanOutHandlers({ endpoints, deliveries, erasure, wake, clock });
  const inbox = createInbox([...handlers, ...ownerHandlers(endpoints, clock)], quietLog);
  await outbound.addEndpoint(1);
  const stored = () => JSON.stringify(table.all());
  const bodies = () => outbound.sent.map(({ body }) => body);
  return { ...outbound, inbox, stored, bodies };
};

describe('when an order is erased', () => {
  it('its deliveries lose the address, and the merchant is told', async () => {
    const { inbox, pass, stored, bodies } = await setUp();
    await inbox(placed());
    await inbox(confirmed());
    await pass(1_000);
    expect(stored()).toContain('1 Road');
    await inbox(erased());
    await pass(1_000);
    expect(stored()).not.toMatch(/1 Road|Ada|Bonn/);
    expect(JSON.parse(bodies().at(-1) ?? '')).toMatchObject({
      type: 'orders.personal-data-erased.v1',
      data: { orderId },
    });
  });

  it('what is sent again has no address, but its id and the rest of the event', async () => {
    const { inbox, pass, deliveries, clock, bodies } = await setUp();
    await inbox(placed());
    await pass(1_000);
    await inbox(erased());
    // Both events are of the same millisecond, so their order says nothing.
    const kept = await deliveries.list(endpointId(1), { limit: 10 });
    const before = kept.find(({ eventType }) => eventType === 'orders.order-placed.v1');
    if (before === undefined) throw new Error('nothing is kept');
    await deliveries.replace(before, replayed(before, new Date(clock.now()).toISOString()));
    await pass(61_000);
    const [first = ''] = bodies();
    const again = bodies().findLast((body) => JSON.parse(body).id === JSON.parse(first).id) ?? '';
    expect(again).not.toBe(first);
    const { shippingAddress } = order;
    const left = { name: 'erased', line1: 'erased', city: 'erased', postalCode: 'erased' };
    expect(JSON.parse(first).data.order.shippingAddress).toEqual(shippingAddress);
    expect(JSON.parse(again)).toEqual({
      ...JSON.parse(first),
      data: { order: { ...order, shippingAddress: { ...left, country: 'DE' } } },
    });
  });

  it('an attempt under way brings nothing back', async () => {
    const answer = Promise.withResolvers<{ status: number }>();
    const outbound = createOutbound(() => answer.promise);
    const { endpoints, deliveries, wake, clock, table, dispatch } = outbound;
    const erasure = createErasure(table, deliveries, clock);
    const inbox = createInbox(
      fanOutHandlers({ endpoints, deliveries, erasure, wake, clock }),
      quietLog,
    );
    await outbound.addEndpoint(1);
    await inbox(placed());
    const underWay = dispatch(endpointId(1));
    await inbox(erased());
    answer.resolve({ status: 500 });
    await underWay;
    expect(JSON.stringify(table.all())).not.toContain('1 Road');
  });

  it('an event that comes after the word of it loses the address, too', async () => {
    const { inbox, pass, stored, bodies } = await setUp();
    await inbox(erased());
    await inbox(placed());
    expect(stored()).not.toContain('1 Road');
    await pass(61_000);
    expect(bodies().join()).not.toContain('1 Road');
  });
});

describe('a delivery', () => {
  it('is kept for 30 days from its event on, however often it is sent', async () => {
    const { inbox, pass, deliveries, clock, table } = await setUp();
    await inbox(placed());
    await pass(20 * day);
    const [before] = await deliveries.list(endpointId(1), { limit: 10 });
    if (before === undefined) throw new Error('nothing is kept');
    await deliveries.replace(before, replayed(before, new Date(clock.now()).toISOString()));
    await pass(61_000);
    const kept = table.all().filter(({ body }) => body !== undefined);
    expect(kept.map(({ expiresAt }) => expiresAt)).toEqual([
      Date.parse('2026-01-31T00:00:00.000Z') / 1_000,
    ]);
    await pass(10 * day);
    expect(await deliveries.list(endpointId(1), { limit: 10 })).toEqual([]);
    expect(await deliveries.read(before.id)).toBeUndefined();
  });

  it('whose time is over leaves the queue', async () => {
    const { inbox, pass, deliveries, sent } = await setUp(500);
    await inbox(placed());
    await pass(1_000);
    const [before] = await deliveries.list(endpointId(1), { limit: 1 });
    if (before === undefined) throw new Error('nothing is kept');
    const nextAttemptAt = '2026-01-31T00:00:10.000Z';
    await deliveries.replace(before, { ...before, nextAttemptAt, version: before.version + 1 });
    const attempts = sent.length;
    await pass(31 * day);
    expect(await deliveries.queue(endpointId(1), 10)).toEqual([]);
    expect(sent).toHaveLength(attempts);
  }, 20_000);
});

describe.each([
  [
    'an owner who is forgotten',
    'usr_00000000000000000000000000000007',
    (userId: string) => messageBody(userDeletionRequested, userId, { userId }),
  ],
  [
    'a client that is removed',
    'cli_00000000000000000000000000000007',
    (subject: string) => messageBody(clientRemoved, subject, { subject }),
  ],
])('%s', (_, owner, goneOf) => {
  const gone = () => goneOf(owner);

  it('takes the endpoints along and gets no new ones; those of others stay', async () => {
    const { inbox, endpoints } = await setUp();
    const [theirs] = await endpoints.all();
    if (theirs === undefined) throw new Error('no endpoint');
    const own = { ...theirs, id: endpointId(7), owner };
    const causation = { correlationId: 'request-1', causationId: 'request-1' };
    await endpoints.add(own, causation);
    expect(await inbox(gone())).toEqual({ kind: 'done' });
    expect(await endpoints.all()).toEqual([theirs]);
    await expect(endpoints.add(own, causation)).rejects.toMatchObject({
      code: 'too-many-endpoints',
    });
    expect(await inbox(gone())).toEqual({ kind: 'ignored', reason: 'owns no endpoint' });
  });

  it('stays closed for 15 days, longer than any token lives and any message is late', async () => {
    const { inbox, table } = await setUp();
    await inbox(gone());
    const [closed] = table.all().filter(({ closed }) => closed !== undefined);
    expect(closed?.expiresAt).toBe(Date.parse('2026-01-16T00:00:00.000Z') / 1_000);
  });
});
