// What people want to be told, and how they make it stop: preferences and unsubscribing.
import { type Static, Type } from 'typebox';
import { strict } from '../schemas.ts';
import { anyUser, defineRoute, open } from './route.ts';

export const NotificationPreferences = strict({
  locale: Type.Enum(['en', 'de']),
  /** Mails about the account and its safety are always sent. */
  email: strict({ orders: Type.Boolean(), shipping: Type.Boolean() }),
  sms: strict({ shipping: Type.Boolean() }),
  /** E.164, for text messages. */
  phone: Type.Union([Type.String({ pattern: '^\\+[1-9]\\d{6,14}$' }), Type.Null()]),
});
export type NotificationPreferences = Static<typeof NotificationPreferences>;

export const readPreferences = defineRoute({
  id: 'notifications.read-preferences',
  service: 'notifications',
  method: 'GET',
  path: '/users/me/notification-preferences',
  summary: 'What the caller is told, in which language and how',
  auth: anyUser,
  request: {},
  responses: { 200: NotificationPreferences },
});

export const replacePreferences = defineRoute({
  id: 'notifications.replace-preferences',
  service: 'notifications',
  method: 'PUT',
  path: '/users/me/notification-preferences',
  summary: 'Replace the preferences of the caller',
  auth: anyUser,
  request: { body: NotificationPreferences },
  responses: { 200: NotificationPreferences },
});

const unsubscribeQuery = strict({
  token: Type.String({ description: 'From the link in a mail.' }),
});

export const unsubscribePage = defineRoute({
  id: 'notifications.unsubscribe-page',
  service: 'notifications',
  method: 'GET',
  path: '/unsubscribe',
  summary: 'A page that asks before it unsubscribes: mail scanners follow links',
  auth: open,
  produces: 'text/html',
  problems: ['invalid-token'],
  request: { query: unsubscribeQuery },
  responses: { 200: Type.Unknown() },
});

/** https://www.rfc-editor.org/rfc/rfc8058 */
export const unsubscribe = defineRoute({
  id: 'notifications.unsubscribe',
  service: 'notifications',
  method: 'POST',
  path: '/unsubscribe',
  summary: 'One click stops the mails that the token names',
  auth: open,
  accepts: 'application/x-www-form-urlencoded',
  bodyLimit: 1024,
  produces: 'text/html',
  problems: ['invalid-token'],
  request: {
    query: unsubscribeQuery,
    body: strict({ 'List-Unsubscribe': Type.Literal('One-Click') }),
  },
  responses: { 200: Type.Unknown() },
});
