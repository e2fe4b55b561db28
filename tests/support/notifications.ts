// The notifications service put together for tests: mails and texts land in lists.
import type { MessageContract, MessageData } from '../../events/message.ts';
import { userVerified } from '../../events/messages/auth.ts';
import { notificationEndpoints } from '../../functions/notifications/http.ts';
import { notificationHandlers } from '../../functions/notifications/messages.ts';
import { withFeedback } from '../../functions/notifications/sending/feedback.ts';
import type { OutgoingMail } from '../../functions/notifications/sending/mailer.ts';
import { createDeliver } from '../../functions/notifications/sending/send.ts';
import { unsubscribeUrl } from '../../functions/notifications/sending/unsubscribing.ts';
import { createNotificationStore } from '../../functions/notifications/store.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { testClock } from './clock.ts';
import {
  call,
  identity,
  quietLog,
  quietReadable,
  rawRequest,
  services,
  type TestRequest,
} from './http.ts';
import { createMemoryTable } from './memory-table.ts';
import { messageBody } from './payments.ts';

export const userId = 'usr_00000000000000000000000000000001';
export const orderId = 'ord_00000000000000000000000000000001';
const eur = (amount: number) => ({ amount, currency: 'EUR' });

export const order = {
  orderId,
  customerId: userId,
  lines: [{ sku: 'MUG-BLUE', name: 'Mug <blue> & "big"', quantity: 2, total: eur(199_900) }],
  total: eur(199_900),
  shippingAddress: { name: 'Ada', line1: '1 Road', city: 'Bonn', postalCode: '1', country: 'DE' },
};

export interface Sent extends OutgoingMail {
  readonly to: string;
}

const publicUrl = 'https://shop.example/v1';

/** `send` is the mail service: what it throws, it has not taken. */
export const createNotifications = (
  send: (mail: Sent) => Promise<void> = async () => {},
  sendText: () => Promise<void> = async () => {},
) => {
  const sent: Sent[] = [];
  const texts: { to: string; text: string }[] = [];
  const table = createMemoryTable();
  const clock = testClock();
  const store = createNotificationStore(table, clock, quietReadable());
  const seals = createSeals('key');
  const deliver = createDeliver({
    store,
    siteUrl: 'https://shop.example',
    mailer: {
      send: async (to, mail) => {
        await send({ to, ...mail });
        sent.push({ to, ...mail });
      },
    },
    texter: {
      send: async (to, text) => {
        await sendText();
        texts.push({ to, text });
      },
    },
  });
  const handlers = notificationHandlers({
    store,
    deliver,
    unsubscribeUrl: async (what) => unsubscribeUrl(seals, publicUrl, what),
  });
  const inbox = withFeedback(createInbox(handlers, quietLog), store, quietLog);
  const body = <C extends MessageContract>(contract: C, data: MessageData<C>, sequence = 1) =>
    messageBody(contract, userId, data, sequence);
  const verified = (email: string, sequence = 1) =>
    inbox(body(userVerified, { userId, email, name: 'Ada' }, sequence));
  const endpoints = notificationEndpoints({ store, seals: async () => seals });
  const find = (operation: string) => {
    const found = endpoints.find(({ contract }) => contract.id === `notifications.${operation}`);
    if (found === undefined) throw new Error(`no ${operation}`);
    return found;
  };
  const caller = services({ verify: async () => identity({ subject: userId }) });
  const ask = (operation: string, request: TestRequest = {}) => {
    const headers = { authorization: 'Bearer token', ...request.headers };
    return call(find(operation), { ...request, headers }, caller);
  };
  /** Like `ask`, for answers that are pages. */
  const open = (operation: string, request: TestRequest) => {
    const endpoint = find(operation);
    return endpoint.answer(rawRequest(endpoint, request), caller);
  };
  return { clock, sent, texts, inbox, body, verified, ask, open, table };
};
