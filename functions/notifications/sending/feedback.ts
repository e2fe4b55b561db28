// What SES tells of mails that it has sent, and of those that came back: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
import { emailAddressOf } from '../../../platform/kernel/email-address.ts';
import { done, type Inbox, ignored } from '../../../platform/messaging/inbox.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { processTracer } from '../../../platform/telemetry/tracer.ts';
import type { NotificationStore } from '../store.ts';
import type { DeliveryTags } from './sent.ts';

interface Recipient {
  readonly emailAddress?: string;
}

interface SesEvent {
  readonly eventType?: string;
  readonly mail?: { readonly tags?: Readonly<Record<string, readonly string[]>> };
  readonly bounce?: {
    readonly bounceType?: string;
    readonly bouncedRecipients?: readonly Recipient[];
  };
  readonly complaint?: { readonly complainedRecipients?: readonly Recipient[] };
}

const eventOf = (body: string): SesEvent | undefined => {
  try {
    const value: SesEvent = JSON.parse(body);
    return typeof value?.eventType === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Only a permanent bounce ends an address; a full mailbox may empty again. */
const suppressedBy = ({ eventType, bounce, complaint }: SesEvent) => {
  if (eventType === 'Complaint') {
    return { reason: 'complaint', recipients: complaint?.complainedRecipients ?? [] } as const;
  }
  const isPermanent = eventType === 'Bounce' && bounce?.bounceType === 'Permanent';
  return {
    reason: 'bounce',
    recipients: isPermanent ? (bounce.bouncedRecipients ?? []) : [],
  } as const;
};

/** The delivery that was sent; undefined for a mail that names none. */
const sentBy = ({ eventType, mail }: SesEvent): DeliveryTags | undefined => {
  const [message] = mail?.tags?.message ?? [];
  const [recipient] = mail?.tags?.recipient ?? [];
  return eventType !== 'Send' || message === undefined || recipient === undefined
    ? undefined
    : { message, recipient };
};

/** Takes SES's events out of the stream of messages and hands the others on. */
export const withFeedback =
  (inbox: Inbox, store: Pick<NotificationStore, 'suppress' | 'confirm'>, log: Log): Inbox =>
  async (body) => {
    const event = eventOf(body);
    if (event === undefined) return inbox(body);
    const sent = sentBy(event);
    const [parent] = event.mail?.tags?.trace ?? [];
    if (sent !== undefined) {
      await processTracer().trace({ name: 'mail sent', kind: 'consumer', parent }, () =>
        store.confirm(sent),
      );
      return done;
    }
    const { reason, recipients } = suppressedBy(event);
    const addresses = recipients.flatMap(
      ({ emailAddress = '' }) => emailAddressOf(emailAddress) ?? [],
    );
    await Promise.all(addresses.map((address) => store.suppress(address, reason)));
    const handled = addresses.length > 0 ? done : ignored('it suppresses nobody');
    log.info(
      { ...handled, eventType: event.eventType, addresses: addresses.length },
      'mail feedback',
    );
    return handled;
  };
