// Preferences and unsubscribing over HTTP.
import {
  readPreferences,
  replacePreferences,
  unsubscribe,
  unsubscribePage,
} from '../../events/http/notifications.ts';
import { callerOf, type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import type { Seals } from '../../platform/tokens/seals.ts';
import { localeOf } from './domain/mail.ts';
import { openUnsubscribing } from './sending/unsubscribing.ts';
import type { NotificationStore } from './store.ts';

export interface NotificationHttpOptions {
  readonly store: NotificationStore;
  readonly seals: () => Promise<Seals>;
}

const texts = {
  en: {
    question: 'No more mails of this kind?',
    button: 'Unsubscribe',
    done: 'You get no more mails of this kind.',
  },
  de: {
    question: 'Keine solchen Mails mehr?',
    button: 'Abbestellen',
    done: 'Sie erhalten keine solchen Mails mehr.',
  },
};

const page = (locale: 'en' | 'de', content: string) => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; form-action 'self'",
  },
  body: `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tandem</title></head><body>${content}</body></html>`,
});

export const notificationEndpoints = ({
  store,
  seals,
}: NotificationHttpOptions): readonly Endpoint[] => [
  endpoint(readPreferences, async (request) => {
    const { preferences } = await store.person(callerOf(request).subject);
    return { status: 200, body: preferences };
  }),

  endpoint(replacePreferences, async (request) => {
    await store.keepPreferences(callerOf(request).subject, request.body);
    return { status: 200, body: request.body };
  }),

  endpoint(unsubscribePage, async ({ query }) => {
    const { userId } = openUnsubscribing(await seals(), query.token);
    const locale = localeOf((await store.person(userId)).preferences.locale);
    const { question, button } = texts[locale];
    return page(
      locale,
      `<p>${question}</p><form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${button}</button></form>`,
    );
  }),

  endpoint(unsubscribe, async ({ query, log }) => {
    const { userId, category } = openUnsubscribing(await seals(), query.token);
    const { contact, preferences } = await store.person(userId);
    // Who is forgotten gets no mails anyway.
    const isErased = contact !== undefined && 'erased' in contact;
    if (!isErased) await store.stopMails(userId, category);
    log.info({ userId, category }, 'unsubscribed');
    const locale = localeOf(preferences.locale);
    return page(locale, `<p>${texts[locale].done}</p>`);
  }),
];
