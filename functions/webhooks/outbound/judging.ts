// What an attempt says of the endpoint itself: how long it has failed, and when it is switched off.
import { message } from '../../../events/message.ts';
import { endpointDisabled } from '../../../events/messages/webhooks.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { afterAttempt, type Verdict } from '../domain/endpoint.ts';
import { type EndpointStore, StaleEndpoint } from '../endpoints/endpoint-store.ts';

/** `eventId` is that of the event that was sent. */
export type Judge = (endpointId: string, verdict: Verdict, eventId: string) => Promise<void>;

const isStale = (error: unknown): boolean => error instanceof StaleEndpoint;

export const createJudge = (
  endpoints: Pick<EndpointStore, 'read' | 'replace'>,
  clock: Clock,
): Judge => {
  const judge: Judge = async (endpointId, verdict, eventId) => {
    const before = await endpoints.read(endpointId);
    if (before === undefined || (verdict === 'delivered' && before.failingSince === null)) return;
    const { endpoint, disabled } = afterAttempt(before, verdict, clock.now());
    const isSame = endpoint.failingSince === before.failingSince && disabled === undefined;
    if (isSame) return;
    const { owner, url } = endpoint;
    const news =
      disabled === undefined
        ? []
        : [message(endpointDisabled, endpointId, { endpointId, owner, url, reason: disabled })];
    await endpoints.replace(endpoint, { correlationId: eventId, causationId: eventId }, news);
  };

  return (...attempt) => retryOn(isStale, () => judge(...attempt));
};
