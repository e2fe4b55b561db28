// What cannot be sent now goes back into the inbox, to come again ever more seldom for a day: an outage of the mail service needs no hands.
import type { Envelope } from '../../../events/envelope.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Inbox } from '../../../platform/messaging/inbox.ts';
import { longestDelaySeconds, type SendLater } from '../../../platform/messaging/send-later.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { NotSent } from './mailer.ts';
import { InDoubt } from './sent.ts';

/** Later than the word of a mail in doubt may come. */
const leastSeconds = 60;
/** What is older is no longer news; the queue gives it its last tries. */
const mostSeconds = 86_400;

const mayPass = (error: unknown): boolean => error instanceof InDoubt || error instanceof NotSent;

/** The same message, so that the right to send stays taken: still one mail at most. */
export const withPostponing =
  (
    inbox: Inbox,
    { sendLater, clock, log }: { sendLater: SendLater; clock: Clock; log: Log },
  ): Inbox =>
  async (body) => {
    try {
      return await inbox(body);
    } catch (error) {
      if (!mayPass(error)) throw error;
      const { id: messageId, time } = JSON.parse(body) as Envelope;
      const waitedSeconds = Math.floor((clock.now() - Date.parse(time)) / 1000);
      // A time that is none is no reason to wait.
      if (!(waitedSeconds < mostSeconds)) throw error;
      // As long again as it has waited already.
      const delaySeconds = Math.min(Math.max(waitedSeconds, leastSeconds), longestDelaySeconds);
      log.warn({ error, messageId, waitedSeconds, delaySeconds }, 'postponed');
      await sendLater(body, delaySeconds);
      return { kind: 'ignored', reason: `postponed by ${delaySeconds} s` };
    }
  };
