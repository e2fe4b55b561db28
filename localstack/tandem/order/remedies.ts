// What has not arrived of an order's messages, and what helps.
import type { Delivery } from './messages.ts';

export interface Remedy {
  /** The entry that is stuck. */
  readonly entry: string;
  readonly says: string;
  /** What can be asked of `/_tandem`; null where only waiting helps. */
  readonly request: {
    readonly method: 'POST';
    readonly path: string;
    readonly body: object;
  } | null;
}

const serviceOf = (queue: string) => queue.replace(/^tandem-[a-z]+-/, '');

/** For each message that has not arrived: why, and what helps. */
export const remediesOf = (deliveries: readonly Delivery[]): Remedy[] =>
  deliveries.flatMap(
    ({ messageId, type, to, state, queue, lastError, nextTryAt, queueMessageId }): Remedy[] => {
      const entry = `${messageId}/${to}`;
      const because = lastError === null ? '' : ` (${lastError})`;
      if (state === 'dead' && queue !== null && queueMessageId !== null) {
        const path = `/_tandem/queues/${queue}/redrive`;
        return [
          {
            entry,
            says: `${type} died at ${to}${because}: mend the cause, then send it back`,
            request: { method: 'POST', path, body: { ids: [queueMessageId] } },
          },
        ];
      }
      if (state === 'failing') {
        return [
          {
            entry,
            says: `${to} fails at ${type}${because}; it comes again at ${nextTryAt}`,
            request: null,
          },
        ];
      }
      if (state === 'waiting') {
        return [
          {
            entry,
            says: `${type} waits in ${serviceOf(queue ?? to)}: does ${to} run?`,
            request: null,
          },
        ];
      }
      return [];
    },
  );
