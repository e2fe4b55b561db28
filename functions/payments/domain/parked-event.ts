// What the provider says of an order that has no payment here: kept, tried again, and at last given to a person.
import type { MessageData } from '../../../events/message.ts';
import type { providerEventReceived } from '../../../events/messages/webhooks.ts';

export type ProviderEvent = MessageData<typeof providerEventReceived>;

export interface ParkedEvent {
  readonly id: string;
  readonly event: ProviderEvent;
  /** Of the request that brought it. */
  readonly correlationId: string;
  readonly receivedAt: string;
  /** Times its payment was looked for. */
  readonly tries: number;
  /** When it is looked for next; null once it waits for a person. */
  readonly nextTryAt: string | null;
}

const minuteMs = 60_000;

/** Pauses of one minute, then twice as long each time: a person is asked after almost three days. */
export const mostTries = 12;

const nextTry = (tries: number, at: string): string | null =>
  tries > mostTries ? null : new Date(Date.parse(at) + minuteMs * 2 ** (tries - 1)).toISOString();

export const keep = (
  given: Pick<ParkedEvent, 'id' | 'event' | 'correlationId'>,
  at: string,
): ParkedEvent => ({ ...given, receivedAt: at, tries: 1, nextTryAt: nextTry(1, at) });

/** There is still no such payment. */
export const triedInVain = (kept: ParkedEvent, at: string): ParkedEvent => {
  const tries = kept.tries + 1;
  return { ...kept, tries, nextTryAt: nextTry(tries, at) };
};
