// The account: who one is, which mails one gets, what a login asks for, where one is logged in.
import { bodyOf } from '../../../clients/typescript/client.ts';
import { html } from '../html.ts';
import { field, heading, timeOf } from '../layout.ts';
import type { Page, Redirect, Visit } from '../visit.ts';
import { mfaForm } from './mfa.ts';

export const accountPage = async ({ api, form, words }: Visit): Promise<Page> => {
  const [profile, preferences, sessions] = await Promise.all([
    bodyOf(api.GET('/users/me')),
    bodyOf(api.GET('/users/me/notification-preferences')),
    bodyOf(api.GET('/users/me/sessions')),
  ]);
  const title = words.text('account');
  const { email } = preferences;
  const box = (name: string, isChecked: boolean, label: string) =>
    html`<label class="choice"><input type="checkbox" name="${name}"${isChecked && html` checked`}> ${label}</label>`;
  return {
    title,
    main: html`${heading(title)}<p>${profile.email}</p>
<form method="post" action="/account/name">${field(words, { name: 'name', label: 'name', value: form.get('name') ?? profile.name, autocomplete: 'name', maxlength: 100 })}<button>${words.text('save')}</button></form>
<form method="post" action="/account/mails"><fieldset><legend>${words.text('mails')}</legend>
${box('orders', email.orders, words.text('mailsOrders'))}${box('shipping', email.shipping, words.text('mailsShipping'))}
<button>${words.text('save')}</button></fieldset></form>
<p><a class="button" href="/account/addresses">${words.text('addresses')}</a></p>
${mfaForm(words, profile.mfaEnabled)}
<h2>${words.text('sessions')}</h2><ul>${sessions.items.map(
      ({ id, createdAt, userAgent, current }) =>
        html`<li><form class="inline" method="post" action="/account/sessions/${id}/end">${timeOf(words, createdAt)} · ${userAgent ?? '–'} ${current ? words.text('thisSession') : html`<button>${words.text('endSession')}</button>`}</form></li>`,
    )}</ul>
<form method="post" action="/logout"><button>${words.text('logout')}</button></form>`,
  };
};

export const changeName = async ({ api, form }: Visit): Promise<Redirect> => {
  const { response } = await api.GET('/users/me');
  const etag = response.headers.get('etag');
  await api.PATCH('/users/me', {
    params: { header: etag === null ? {} : { 'If-Match': etag } },
    body: { name: form.get('name') ?? '' },
  });
  return { to: '/account' };
};

export const changeMails = async ({ api, form }: Visit): Promise<Redirect> => {
  const path = '/users/me/notification-preferences';
  const preferences = await bodyOf(api.GET(path));
  const email = { orders: form.has('orders'), shipping: form.has('shipping') };
  await api.PUT(path, { body: { ...preferences, email } });
  return { to: '/account' };
};

export const endSession = async ({ api, params }: Visit): Promise<Redirect> => {
  await api.DELETE('/users/me/sessions/{id}', { params: { path: { id: params.id ?? '' } } });
  return { to: '/account' };
};
