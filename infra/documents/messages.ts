// Every message contract between services.
import type { MessageContract } from '../../events/message.ts';
import * as auth from '../../events/messages/auth.ts';
import * as notifications from '../../events/messages/notifications.ts';
import * as orders from '../../events/messages/orders.ts';
import * as payments from '../../events/messages/payments.ts';
import * as products from '../../events/messages/products.ts';
import * as webhooks from '../../events/messages/webhooks.ts';

export const messageModules: readonly Readonly<Record<string, unknown>>[] = [
  auth,
  notifications,
  orders,
  payments,
  products,
  webhooks,
];

const isContract = (value: unknown): value is MessageContract =>
  typeof value === 'object' && value !== null && 'kind' in value && 'data' in value;

export const messages: readonly MessageContract[] = messageModules.flatMap((module) =>
  Object.values(module).filter(isContract),
);

export const messageOf = (type: string): MessageContract => {
  const found = messages.find((contract) => contract.type === type);
  if (found === undefined) throw new Error(`no message ${type}`);
  return found;
};
