// The outbound side of the webhooks service for tests: virtual time, a queue of hints, and endpoints that are functions.
import type { Envelope } from '../../events/envelope.ts';
import { createDeliveryStore } from '../../functions/webhooks/deliveries/delivery-store.ts';
import type { AttemptResult } from '../../functions/webhooks/domain/delivery.ts';
import { createEndpointStore } from '../../functions/webhooks/endpoints/endpoint-store.ts';
import { composeDispatcher } from '../../functions/webhooks/outbound/compose.ts';
import { newDelivery } from '../../functions/webhooks/outbound/fan-out.ts';
import type { OutgoingWebhook, PostWebhook } from '../../functions/webhooks/outbound/transport.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { countingIds, testClock } from './clock.ts';
import { quietLog, quietReadable } from './http.ts';
import { createMemoryTable } from './memory-table.ts';
import { allOf } from './pages.ts';

export const endpointId = (number: number) => `whe_${String(number).padStart(32, '0')}`;
export const secretOf = (number: number) => `whsec_${Buffer.alloc(32, number).toString('base64')}`;
const causation = { correlationId: 'request-1', causationId: 'request-1' };

export interface Sent extends OutgoingWebhook {
  readonly atMs: number;
}

/** `answer` is the endpoint; `random` in [0, 1) makes the jitter. */
export const createOutbound = (
  answer: (webhook: OutgoingWebhook) => Promise<AttemptResult> | AttemptResult,
  random: () => number = () => 0.5,
) => {
  const clock = testClock();
  const table = createMemoryTable();
  const newId = countingIds();
  const commit = createUnitOfWork({ table, source: 'webhooks', clock, newId });
  const endpoints = createEndpointStore(table, commit, quietReadable());
  const deliveries = createDeliveryStore(table, clock, quietReadable());
  const sent: Sent[] = [];
  let hints: { endpointId: string; atMs: number }[] = [];
  const wake = async (id: string, afterSeconds: number) => {
    hints.push({ endpointId: id, atMs: clock.now() + afterSeconds * 1000 });
  };
  const post: PostWebhook = async (webhook) => {
    sent.push({ ...webhook, atMs: clock.now() });
    return answer(webhook);
  };
  const parts = { endpoints, deliveries, post, wake, clock, random, newId, log: quietLog };
  const dispatch = composeDispatcher(parts);

  const addEndpoint = (number: number) =>
    endpoints.add(
      {
        id: endpointId(number),
        owner: 'cli_merchant',
        url: `https://merchant-${number}.example/hook`,
        eventTypes: ['*'],
        status: 'enabled',
        secrets: [{ secret: secretOf(number), goodUntil: null }],
        failingSince: null,
        version: 1,
        createdAt: new Date(clock.now()).toISOString(),
      },
      causation,
    );

  const publish = async (number: number, eventId: string) => {
    const envelope = {
      id: eventId,
      type: 'orders.order-confirmed.v1',
      subject: eventId,
      time: new Date(clock.now()).toISOString(),
      data: { order: eventId },
    } as unknown as Envelope;
    await deliveries.add(newDelivery(endpointId(number), envelope));
    await wake(endpointId(number), 0);
  };

  /** Follows hints whose time has come. */
  const followHints = async () => {
    const due = hints.filter(({ atMs }) => atMs <= clock.now());
    hints = hints.filter(({ atMs }) => atMs > clock.now());
    for (const hint of due) await dispatch(hint.endpointId);
  };

  /** Seconds pass; the sweep comes by once a minute. */
  const pass = async (ms: number) => {
    const end = clock.now() + ms;
    let sweepAt = clock.now();
    await followHints();
    while (clock.now() < end) {
      const next = Math.min(end, sweepAt + 60_000, ...hints.map(({ atMs }) => atMs));
      clock.advance(Math.max(1, next - clock.now()));
      await followHints();
      if (clock.now() < sweepAt + 60_000) continue;
      sweepAt = clock.now();
      for (const id of await allOf(deliveries.overdueEndpoints(1_000))) await dispatch(id);
    }
  };

  return { clock, table, endpoints, deliveries, sent, wake, dispatch, addEndpoint, publish, pass };
};
