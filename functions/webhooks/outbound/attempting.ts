// One attempt at one delivery, and what comes of it.
import type { Clock } from '../../../platform/kernel/clock.ts';
import { measured } from '../../../platform/telemetry/embedded-metrics.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { type DeliveryStore, StaleDelivery } from '../deliveries/delivery-store.ts';
import { attempted, type Delivery, dropped, verdictOf } from '../domain/delivery.ts';
import type { WebhookEndpointState } from '../domain/endpoint.ts';
import type { Judge } from './judging.ts';
import type { Send } from './signed-post.ts';

export interface AttemptOptions {
  readonly deliveries: Pick<DeliveryStore, 'replace'>;
  readonly send: Send;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Given up where there is no endpoint, or it is switched off. */
export type MakeAttempt = (
  endpoint: WebhookEndpointState | undefined,
  delivery: Delivery,
) => Promise<void>;

/** How long after it was due the first attempt of all began. */
const lateness = ({ attempts, nextAttemptAt }: Delivery, begunAt: number) =>
  attempts.length > 0 || nextAttemptAt === null
    ? {}
    : measured('FirstAttemptMilliseconds', begunAt - Date.parse(nextAttemptAt));

export const createMakeAttempt = ({
  deliveries,
  send,
  judge,
  clock,
  random,
  log,
}: AttemptOptions): MakeAttempt => {
  /** False when somebody else has had the delivery meanwhile. */
  const record = async (before: Delivery, after: Delivery): Promise<boolean> => {
    try {
      await deliveries.replace(before, after);
      return true;
    } catch (error) {
      if (error instanceof StaleDelivery) return false;
      throw error;
    }
  };

  return async (endpoint, before) => {
    if (endpoint?.status !== 'enabled') {
      await record(before, dropped(before));
      return;
    }
    const begunAt = clock.now();
    const result = await send(endpoint, before);
    const after = attempted(before, result, clock.now(), random());
    if (!(await record(before, after))) return;
    const { endpointId, eventId, eventType } = after;
    const { status, error, cause } = result;
    const line = { endpointId, eventId, eventType, status, reason: error, cause };
    log.info({ ...line, ...lateness(before, begunAt) }, 'webhook attempted');
    await judge(endpointId, verdictOf(result), eventId);
  };
};
