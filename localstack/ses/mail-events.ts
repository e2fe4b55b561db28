// What SES tells of mails by way of a configuration set: published to the topics of its event destinations.
import type { Messaging } from '../messaging/messaging.ts';

export type MailEvent = 'Send' | 'Bounce';

export interface SentMail {
  readonly messageId: string;
  readonly to: readonly string[];
  /** Tags that the sender gave it. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

interface Destination {
  readonly topicArn: string;
  /** As in a template: `SEND`, `BOUNCE` … */
  readonly types: readonly string[];
}

export interface MailEvents {
  addSet(configurationSet: string): void;
  hasSet(configurationSet: string): boolean;
  addDestination(configurationSet: string, destination: Destination): void;
  /** Does nothing where nobody wants to hear of it. */
  publish(configurationSet: string, event: MailEvent, mail: SentMail): Promise<void>;
}

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const bodyOf = (eventType: MailEvent, { messageId, to, tags }: SentMail) => ({
  eventType,
  mail: { messageId, destination: to, tags, timestamp: new Date().toISOString() },
  ...(eventType === 'Send'
    ? { send: {} }
    : {
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: to.map((emailAddress) => ({ emailAddress })),
        },
      }),
});

export function createMailEvents(messaging: Pick<Messaging, 'callSns'>): MailEvents {
  const destinations = new Map<string, Destination[]>();
  return {
    addSet: (name) => void destinations.set(name, destinations.get(name) ?? []),
    hasSet: (name) => destinations.has(name),
    addDestination(configurationSet, destination) {
      destinations.set(configurationSet, [
        ...(destinations.get(configurationSet) ?? []),
        destination,
      ]);
    },
    async publish(configurationSet, event, mail) {
      const Message = JSON.stringify(bodyOf(event, mail));
      for (const { topicArn, types } of destinations.get(configurationSet) ?? []) {
        if (!types.some((type) => type.toLowerCase() === event.toLowerCase())) continue;
        const body = { Action: 'Publish', TopicArn: topicArn, Message };
        await messaging.callSns({ headers: {}, body });
      }
    },
  };
}
