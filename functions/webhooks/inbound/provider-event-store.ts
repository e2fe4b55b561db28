// Provider events, each kept once for 30 days; what it means for a payment leaves in the same transaction.

import { message } from '../../../events/message.ts';
import { providerEventReceived } from '../../../events/messages/webhooks.ts';
import { isNew } from '../../../platform/data/table.ts';
import type { CommitWork } from '../../../platform/data/unit-of-work.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import type { VerifiedEvent } from './provider-event.ts';

const keptSeconds = 30 * 86_400;

class EventKnown extends Error {}

export interface ReceivedEvent extends VerifiedEvent {
  readonly provider: string;
  /** As it came. */
  readonly body: string;
  readonly causation: Causation;
}

/** Answers false for an event that was received before. */
export type KeepEvent = (received: ReceivedEvent) => Promise<boolean>;

export const createProviderEventStore =
  (commit: CommitWork, clock: Clock): KeepEvent =>
  async ({ provider, id, type, body, event, causation }) => {
    const pk = `PROVIDER-EVENT#${provider}#${id}`;
    const expiresAt = epochSeconds(clock) + keptSeconds;
    const put = { pk, sk: 'EVENT', provider, type, body, receivedAt: isoTime(clock), expiresAt };
    try {
      await commit({
        pk,
        writes: [{ put, condition: isNew, refused: () => new EventKnown() }],
        messages:
          event === undefined ? [] : [message(providerEventReceived, event.reference, event)],
        causation,
      });
      return true;
    } catch (error) {
      if (error instanceof EventKnown) return false;
      throw error;
    }
  };
