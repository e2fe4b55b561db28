// The storefront as a browser without scripts meets it: forms and cookies.
import type { Shop } from './shop.ts';

interface Sent {
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Keeps cookies and follows nothing. */
export const createPlainBrowser = (shop: Shop) => {
  const site = shop.apiUrl.replace(/\/v1$/, '');
  const cookies = new Map<string, string>();
  const send = async (method: string, path: string, { form, headers = {} }: Sent = {}) => {
    const response = await fetch(`${site}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...(method === 'POST' ? { 'sec-fetch-site': 'same-origin' } : {}),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const get = (path: string, sent?: Sent) => send('GET', path, sent);
  const post = (path: string, form: Readonly<Record<string, string>>, sent: Sent = {}) =>
    send('POST', path, { form, ...sent });
  const logIn = async (account: { email: string; password: string }) => {
    const { body } = await shop.call<Record<string, string>>('POST', '/auth/login', {
      body: { email: account.email, password: account.password },
    });
    return post('/session', { ...body, next: '/cart' });
  };
  return { cookies, get, post, send, logIn };
};
