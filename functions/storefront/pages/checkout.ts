// From the cart to an order. The key of a form makes it safe to send twice.
import { randomUUID } from 'node:crypto';
import { bodyOf } from '../../../clients/typescript/client.ts';
import { isProblem } from '../../../clients/typescript/problem.ts';
import { type Html, html } from '../html.ts';
import { type Field, field, heading, type Trouble, troubleOf } from '../layout.ts';
import type { Schemas } from '../shop-api.ts';
import type { Page, Redirect, Visit } from '../visit.ts';

/** What the sandbox provider understands; a real provider's own fields stand here instead. */
const cards = [
  'tok_approved',
  'tok_declined',
  'tok_insufficient_funds',
  'tok_async_approved',
  'tok_timeout',
] as const;

const addressFields: readonly Field[] = [
  { name: 'name', label: 'addressName', autocomplete: 'name', maxlength: 100 },
  { name: 'line1', label: 'addressLine1', autocomplete: 'address-line1' },
  { name: 'line2', label: 'addressLine2', autocomplete: 'address-line2', optional: true },
  {
    name: 'postalCode',
    label: 'addressPostalCode',
    autocomplete: 'postal-code',
    maxlength: 20,
    optional: true,
  },
  {
    name: 'city',
    label: 'addressCity',
    autocomplete: 'address-level2',
    maxlength: 100,
    optional: true,
  },
  {
    name: 'region',
    label: 'addressRegion',
    autocomplete: 'address-level1',
    maxlength: 100,
    optional: true,
  },
  { name: 'country', label: 'addressCountry', autocomplete: 'country', maxlength: 2 },
];

const formPage = async (visit: Visit, problem?: Trouble): Promise<Page> => {
  const { api, words, form } = visit;
  const cart = await bodyOf(api.GET('/cart'));
  const title = words.text('checkout');
  const key = form.get('key') ?? randomUUID();
  const choice = (name: string, value: string, label: string, isChosen: boolean): Html =>
    html`<label class="choice"><input type="radio" name="${name}" value="${value}" required${isChosen && html` checked`}> ${label}</label>`;
  const method = form.get('shippingMethod') ?? 'standard';
  const card = form.get('card') ?? cards[0];
  if (cart.lines.length === 0) {
    return { title, main: html`${heading(title)}<p>${words.text('cartEmpty')}</p>` };
  }
  return {
    status: problem?.status ?? 200,
    title,
    main: html`${heading(title)}${problem && troubleOf(words, problem)}
<div class="scroll"><table><tbody>${cart.lines.map(
      ({ name, quantity, total }) =>
        html`<tr><td>${quantity} × ${name}</td><td class="number">${total === null ? words.text('notAvailable') : words.money(total)}</td></tr>`,
    )}</tbody><tfoot><tr><th>${words.text('subtotal')}</th><td class="number">${cart.subtotal === null ? '–' : words.money(cart.subtotal)}</td></tr></tfoot></table></div>
<form method="post" action="/checkout">
<input type="hidden" name="key" value="${key}">
<fieldset><legend>${words.text('shippingAddress')}</legend>${addressFields.map((each) => field(words, { ...each, value: form.get(each.name) }))}</fieldset>
<fieldset><legend>${words.text('shipping')}</legend>${choice('shippingMethod', 'standard', words.text('shippingStandard'), method === 'standard')}${choice('shippingMethod', 'express', words.text('shippingExpress'), method === 'express')}</fieldset>
<fieldset><legend>${words.text('paymentMethod')}</legend>${cards.map((token) => choice('card', token, token, token === card))}</fieldset>
${field(words, { name: 'coupon', label: 'coupon', maxlength: 40, optional: true, value: form.get('coupon') })}
<button>${words.text('placeOrder')}</button></form>`,
  };
};

const given = (form: URLSearchParams, name: string): string | undefined => {
  const value = form.get(name)?.trim();
  return value === '' ? undefined : value;
};

/** As it was typed: the API says what is wrong with it. */
const addressOf = (form: URLSearchParams) =>
  Object.fromEntries(
    addressFields.flatMap(({ name }) => {
      const value = given(form, name);
      if (value === undefined) return [];
      return [[name, name === 'country' ? value.toUpperCase() : value]];
    }),
  ) as unknown as Schemas['Address'];

export const checkoutPage = (visit: Visit): Promise<Page> => formPage(visit);

export const placeOrder = async (visit: Visit): Promise<Page | Redirect> => {
  const { api, form } = visit;
  const { lines } = await bodyOf(api.GET('/cart'));
  const coupon = given(form, 'coupon');
  const order = {
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    shippingAddress: addressOf(form),
    shippingMethod: (form.get('shippingMethod') ?? 'standard') as 'standard' | 'express',
    paymentMethod: { token: form.get('card') ?? cards[0] },
    ...(coupon !== undefined && { coupon }),
    fromCart: true,
  };
  const header = { 'Idempotency-Key': form.get('key') ?? randomUUID() };
  try {
    const { id } = await bodyOf(api.POST('/orders', { params: { header }, body: order }));
    return { to: `/orders/${id}` };
  } catch (error) {
    if (isProblem(error) && error.status !== 401) {
      // What was refused was not begun: the next try is another one.
      form.delete('key');
      return formPage(visit, error.problem);
    }
    throw error;
  }
};
