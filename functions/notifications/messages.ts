// What the notifications service does with the messages in its inbox.
import {
  userDeletionRequested,
  userProfileChanged,
  userVerified,
} from '../../events/messages/auth.ts';
import { sendAccountMail } from '../../events/messages/notifications.ts';
import { endpointDisabled } from '../../events/messages/webhooks.ts';
import { isId } from '../../platform/kernel/ids.ts';
import {
  done,
  type Incoming,
  ignored,
  type MessageHandler,
  on,
} from '../../platform/messaging/inbox.ts';
import { orderHandlers } from './order-messages.ts';
import { createNotify, type NotifyOptions } from './sending/notify.ts';
import type { KnownContact, NotificationStore } from './store.ts';

export interface NotificationInboxOptions extends NotifyOptions {
  readonly store: Pick<NotificationStore, 'person' | 'keepContact'>;
}

/** Where a person can be reached. */
const contactHandlers = (
  store: Pick<NotificationStore, 'keepContact'>,
): readonly MessageHandler[] => {
  const keep = async (userId: string, contact: KnownContact, { envelope }: Incoming) =>
    (await store.keepContact(userId, contact, envelope.sequence))
      ? done
      : ignored('a later version is known');

  const named = [userVerified, userProfileChanged].map((contract) =>
    on(contract, ['userId', 'email', 'name'], (incoming) => {
      const { userId, email, name } = incoming.data;
      return keep(userId, { email, name }, incoming);
    }),
  );
  return [
    ...named,
    on(userDeletionRequested, ['userId'], (incoming) =>
      keep(incoming.data.userId, { erased: true }, incoming),
    ),
  ];
};

export const notificationHandlers = ({
  store,
  deliver,
  unsubscribeUrl,
}: NotificationInboxOptions): readonly MessageHandler[] => {
  const notify = createNotify({ store, deliver, unsubscribeUrl });
  return [
    ...contactHandlers(store),
    on(
      sendAccountMail,
      ['email', 'name', 'locale', 'template', 'token'],
      ({ envelope, data, log }) => {
        const { email, name, locale, template, token } = data;
        const { id: messageId, time: saidAt } = envelope;
        const notice = { messageId, saidAt, mail: { template, token }, log };
        return deliver.mail(notice, { email, name, locale });
      },
    ),
    on(endpointDisabled, ['owner', 'url', 'reason'], async (incoming) => {
      const { owner, url, reason } = incoming.data;
      // A client has no address; it sees the status of its endpoint.
      if (!isId('usr', owner)) return ignored('the owner is no person');
      return notify(owner, { template: 'webhook-disabled', url, reason }, incoming);
    }),
    ...orderHandlers(notify),
  ];
};
