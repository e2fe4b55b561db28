// Events that come together are held against one list of endpoints, which was read after they had happened.
import { expect, test, vi } from 'vitest';
import { orderPlaced } from '../../events/messages/orders.ts';
import { fanOutHandlers, newDelivery } from '../../functions/webhooks/outbound/fan-out.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';
import { order, orderId } from '../support/notifications.ts';
import { messageBody } from '../support/payments.ts';

const setUp = () => {
  const clock = testClock();
  const all = vi.fn(async () => [] as const);
  const nobody = { erase: async () => {}, eraseLate: async () => {} } as never;
  const deliveries = { add: async () => true };
  const wake = async () => {};
  const handlers = fanOutHandlers({ endpoints: { all }, clock, deliveries, erasure: nobody, wake });
  const inbox = createInbox(handlers, quietLog);
  const happened = (at = clock.now()) =>
    JSON.stringify({
      ...JSON.parse(messageBody(orderPlaced, orderId, { order })),
      time: new Date(at).toISOString(),
    });
  return { clock, all, inbox, happened };
};

test('ten events of one batch ask for the list once', async () => {
  const { clock, all, inbox, happened } = setUp();
  const bodies = Array.from({ length: 10 }, () => happened());
  clock.advance(50);
  await Promise.all(bodies.map(inbox));
  expect(all).toHaveBeenCalledTimes(1);
});

test.each([
  ['of the same moment', 0],
  ['of a moment later', 1],
  ['whose sender has a clock that is ahead', 60_000],
])('an event %s is not held against a list that was read before it', async (_, later) => {
  const { clock, all, inbox, happened } = setUp();
  const first = happened();
  clock.advance(50);
  await inbox(first);
  await inbox(happened(clock.now() + later));
  expect(all).toHaveBeenCalledTimes(2);
});

test('an event that comes late is held against a list of the last two seconds', async () => {
  const { clock, all, inbox, happened } = setUp();
  const late = happened();
  clock.advance(50);
  await inbox(late);
  clock.advance(2_000);
  await inbox(late);
  expect(all).toHaveBeenCalledTimes(1);
  clock.advance(1);
  await inbox(late);
  expect(all).toHaveBeenCalledTimes(2);
});

test('a list that cannot be read is asked for again', async () => {
  const { clock, all, inbox, happened } = setUp();
  const event = happened();
  clock.advance(50);
  all.mockRejectedValueOnce(new Error('the table does not answer'));
  await expect(inbox(event)).rejects.toThrow('the table does not answer');
  await inbox(event);
  expect(all).toHaveBeenCalledTimes(2);
});

test('a delivery begins as the event has happened, with nothing tried', () => {
  const time = '2026-01-01T00:00:00.000Z';
  const envelope = {
    id: 'msg_1',
    type: 'orders.order-placed.v1',
    time,
    subject: orderId,
    data: {},
  };
  expect(newDelivery(`whe_${'0'.repeat(32)}`, envelope as never)).toEqual({
    id: expect.stringMatching(/^dlv_/),
    endpointId: `whe_${'0'.repeat(32)}`,
    eventId: 'msg_1',
    eventType: 'orders.order-placed.v1',
    subject: orderId,
    body: JSON.stringify({ id: 'msg_1', type: envelope.type, timestamp: time, data: {} }),
    status: 'pending',
    attempts: [],
    round: 0,
    nextAttemptAt: time,
    version: 1,
  });
});
