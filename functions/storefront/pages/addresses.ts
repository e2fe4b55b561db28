// The address book of the account: what is kept, one more, another in its place, and which is offered first.
import { bodyOf } from '../../../clients/typescript/client.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { addressBlock, addressFields, addressIn } from '../address-form.ts';
import { type Html, html } from '../html.ts';
import { heading } from '../layout.ts';
import type { Schemas } from '../shop-api.ts';
import { headerIn, type Page, type Redirect, type Visit } from '../visit.ts';

type Booked = Schemas['BookedAddress'];

const home = '/account/addresses';

const uses = ['Shipping', 'Billing'] as const;

/** What can be done with one, side by side. */
const entry = (words: Visit['words'], booked: Booked): Html => {
  const { id, address } = booked;
  const named = (key: 'edit' | 'remove') => `${words.text(key)}: ${address.name}, ${address.line1}`;
  return html`<li><fieldset>${addressBlock(address)}
${uses.map((use) => booked[`default${use}`] && html`<p><strong>${words.text(`default${use}`)}</strong></p>`)}
<form class="inline" method="post" action="${home}/${id}/default">
${uses.map((use) => !booked[`default${use}`] && html`<button class="quiet" name="use" value="${use}">${words.text(`makeDefault${use}`)}</button>`)}
<a class="button quiet" href="${home}/${id}" aria-label="${named('edit')}">${words.text('edit')}</a>
<button class="quiet" formaction="${home}/${id}/removal" aria-label="${named('remove')}">${words.text('remove')}</button></form></fieldset></li>`;
};

export const addressesPage = async ({ api, words, form }: Visit): Promise<Page> => {
  const { items } = await bodyOf(api.GET('/users/me/addresses'));
  const title = words.text('addresses');
  return {
    title,
    main: html`${heading(title)}
${items.length === 0 ? html`<p>${words.text('addressesNone')}</p>` : html`<ul class="plain">${items.map((each) => entry(words, each))}</ul>`}
<form method="post" action="${home}"><fieldset><legend>${words.text('addAddress')}</legend>
${addressFields(words, (name) => form.get(name))}<button>${words.text('addAddress')}</button></fieldset></form>
<p><a href="/account">${words.text('account')}</a></p>`,
  };
};

const pathOf = ({ params }: Visit) => ({ id: params.id ?? '' });

/** What was typed stands in the place of what is kept. */
export const addressPage = async (visit: Visit): Promise<Page> => {
  const { api, words, form } = visit;
  const { id } = pathOf(visit);
  const { data, response } = await api.GET('/users/me/addresses');
  const booked = data?.items.find((each) => each.id === id);
  if (booked === undefined) throw new AppError('not-found');
  const title = words.text('editAddress');
  const isTyped = form.has('name');
  return {
    title,
    main: html`${heading(title)}
<form method="post" action="${home}/${id}"><input type="hidden" name="etag" value="${response.headers.get('etag')}">
${addressFields(words, (name) => (isTyped ? form.get(name) : booked.address[name]))}<button>${words.text('save')}</button></form>
<p><a href="${home}">${words.text('addresses')}</a></p>`,
  };
};

export const addAddress = async ({ api, form }: Visit): Promise<Redirect> => {
  await api.POST('/users/me/addresses', { body: { address: addressIn(form) } });
  return { to: home };
};

/** Not over a change of another tab: the tag is that of the page. */
export const changeAddress = async (visit: Visit): Promise<Redirect> => {
  const { api, form } = visit;
  const etag = headerIn(form, 'etag');
  const params = { path: pathOf(visit), header: etag === undefined ? {} : { 'If-Match': etag } };
  await api.PATCH('/users/me/addresses/{id}', { params, body: { address: addressIn(form) } });
  return { to: home };
};

export const makeDefault = async (visit: Visit): Promise<Redirect> => {
  const isForBills = visit.form.get('use') === 'Billing';
  await visit.api.PATCH('/users/me/addresses/{id}', {
    params: { path: pathOf(visit) },
    body: isForBills ? { defaultBilling: true } : { defaultShipping: true },
  });
  return { to: home };
};

export const removeAddress = async (visit: Visit): Promise<Redirect> => {
  await visit.api.DELETE('/users/me/addresses/{id}', { params: { path: pathOf(visit) } });
  return { to: home };
};
