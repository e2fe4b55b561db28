// The account: who one is, which mails one gets, where one is logged in.
import type { NotificationPreferences } from '../../../events/http/notifications.ts';
import { html } from '../html.ts';
import { field, heading } from '../layout.ts';
import { segment } from '../shop-api.ts';
import type { Page, Redirect, Visit } from '../visit.ts';

interface Profile {
  readonly email: string;
  readonly name: string;
}

interface SessionLine {
  readonly id: string;
  readonly createdAt: string;
  readonly userAgent: string | null;
  readonly current: boolean;
}

export const accountPage = async ({ api, words }: Visit): Promise<Page> => {
  const [profile, preferences, sessions] = await Promise.all([
    api.call<Profile>('GET', '/users/me'),
    api.call<NotificationPreferences>('GET', '/users/me/notification-preferences'),
    api.call<{ items: readonly SessionLine[] }>('GET', '/users/me/sessions'),
  ]);
  const title = words.text('account');
  const { email } = preferences.body;
  const box = (name: string, isChecked: boolean, label: string) =>
    html`<label class="choice"><input type="checkbox" name="${name}"${isChecked && html` checked`}> ${label}</label>`;
  return {
    title,
    main: html`${heading(title)}<p>${profile.body.email}</p>
<form method="post" action="/account/name">${field(words, { name: 'name', label: 'name', value: profile.body.name, autocomplete: 'name', maxlength: 100 })}<button>${words.text('save')}</button></form>
<form method="post" action="/account/mails"><fieldset><legend>${words.text('mails')}</legend>
${box('orders', email.orders, words.text('mailsOrders'))}${box('shipping', email.shipping, words.text('mailsShipping'))}
<button>${words.text('save')}</button></fieldset></form>
<h2>${words.text('sessions')}</h2><ul>${sessions.body.items.map(
      ({ id, createdAt, userAgent, current }) =>
        html`<li><form class="inline" method="post" action="/account/sessions/${id}/end">${words.date(createdAt)} · ${userAgent ?? '–'} ${current ? words.text('thisSession') : html`<button>${words.text('endSession')}</button>`}</form></li>`,
    )}</ul>
<form method="post" action="/logout"><button>${words.text('logout')}</button></form>`,
  };
};

export const changeName = async ({ api, form }: Visit): Promise<Redirect> => {
  const { headers } = await api.call('GET', '/users/me');
  const etag = headers.get('etag');
  await api.call('PATCH', '/users/me', {
    body: { name: form.get('name') ?? '' },
    ...(etag === null ? {} : { headers: { 'if-match': etag } }),
  });
  return { to: '/account' };
};

export const changeMails = async ({ api, form }: Visit): Promise<Redirect> => {
  const path = '/users/me/notification-preferences';
  const { body } = await api.call<NotificationPreferences>('GET', path);
  const email = { orders: form.has('orders'), shipping: form.has('shipping') };
  await api.call('PUT', path, { body: { ...body, email } });
  return { to: '/account' };
};

export const endSession = async ({ api, params }: Visit): Promise<Redirect> => {
  await api.call('DELETE', `/users/me/sessions/${segment(params.id ?? '')}`);
  return { to: '/account' };
};
