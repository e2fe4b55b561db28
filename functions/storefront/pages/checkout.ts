// From the cart to an order. The form says what was shown, and its key makes it safe to send twice.
import { randomUUID } from 'node:crypto';
import { bodyOf } from '../../../clients/typescript/client.ts';
import { addressFields, addressIn, addressLine } from '../address-form.ts';
import { type Content, type Html, html } from '../html.ts';
import { field, heading } from '../layout.ts';
import type { Schemas } from '../shop-api.ts';
import { headerIn, type Page, type Redirect, type Visit } from '../visit.ts';
import { checkPrices, priceOf, waiting } from './cart.ts';

type Cart = Schemas['Cart'];

/** What the sandbox provider understands; a real provider's own fields stand here instead. */
const cards = [
  'tok_approved',
  'tok_declined',
  'tok_insufficient_funds',
  'tok_async_approved',
  'tok_timeout',
] as const;

const choice = (name: string, value: string, label: Content, isChosen: boolean): Html =>
  html`<label class="choice"><input type="radio" name="${name}" value="${value}" required${isChosen && html` checked`}> <span>${label}</span></label>`;

/** Those of the book, and one that is typed: `booked` is the id of one of them or empty. */
const addressChoice = (
  { words, form }: Visit,
  booked: readonly Schemas['BookedAddress'][],
): Html => {
  const typed = addressFields(words, (name) => form.get(name), booked.length > 0);
  if (booked.length === 0) return html`${typed}`;
  const chosen = form.get('booked') ?? booked.find((each) => each.defaultShipping)?.id;
  return html`${booked.map(({ id, address }) => choice('booked', id, addressLine(address), id === chosen))}
${choice('booked', '', words.text('otherAddress'), chosen === '')}<div class="typed">${typed}</div>`;
};

const shown = ({ words }: Visit, { lines, subtotal }: Cart): Html =>
  html`<div class="scroll"><table><tbody>${lines.map(
    ({ name, quantity, total }) =>
      html`<tr><td>${quantity} × <bdi>${name}</bdi></td><td class="number">${total === null ? words.text('notAvailable') : words.money(total)}</td></tr>`,
  )}</tbody><tfoot><tr><th>${words.text('subtotal')}</th><td class="number">${subtotal === null ? '–' : words.money(subtotal)}</td></tr></tfoot></table></div>`;

export const checkoutPage = async (visit: Visit): Promise<Page> => {
  const { api, words, form } = visit;
  const [{ data: cart, response }, { items }] = await Promise.all([
    api.GET('/cart'),
    bodyOf(api.GET('/users/me/addresses')),
  ]);
  const title = words.text('checkout');
  if (cart === undefined || cart.lines.length === 0) {
    return {
      title,
      main: html`${heading(title)}<p>${words.text('cartEmpty')}</p><p><a href="/orders">${words.text('orders')}</a></p>`,
    };
  }
  const method = form.get('shippingMethod') ?? 'standard';
  const card = form.get('card') ?? cards[0];
  return {
    title,
    main: html`${heading(title)}${waiting(visit, response)}${shown(visit, cart)}
<form method="post" action="/checkout">
<input type="hidden" name="key" value="${form.get('key') ?? randomUUID()}">
${cart.lines.map((line) => html`<input type="hidden" name="line.${line.sku}" value="${line.quantity}"><input type="hidden" name="price.${line.sku}" value="${priceOf(line)}">`)}
<fieldset><legend>${words.text('shippingAddress')}</legend>${addressChoice(visit, items)}</fieldset>
<fieldset><legend>${words.text('shipping')}</legend>${choice('shippingMethod', 'standard', words.text('shippingStandard'), method === 'standard')}${choice('shippingMethod', 'express', words.text('shippingExpress'), method === 'express')}</fieldset>
<fieldset><legend>${words.text('paymentMethod')}</legend>${cards.map((token) => choice('card', token, token, token === card))}</fieldset>
${field(words, { name: 'coupon', label: 'coupon', maxlength: 40, optional: true, value: form.get('coupon') })}
<button>${words.text('placeOrder')}</button></form>`,
  };
};

const shippingAddressIn = async ({ api, form }: Visit): Promise<Schemas['Address']> => {
  const { items } = await bodyOf(api.GET('/users/me/addresses'));
  const booked = items.find(({ id }) => id === form.get('booked'));
  return booked?.address ?? addressIn(form);
};

/** What the page has shown is ordered, whatever another tab has put into the cart meanwhile. */
const linesIn = (form: URLSearchParams) =>
  [...form]
    .filter(([name]) => name.startsWith('line.'))
    .map(([name, quantity]) => ({ sku: name.slice('line.'.length), quantity: Number(quantity) }));

export const placeOrder = async (visit: Visit): Promise<Redirect> => {
  const { api, form } = visit;
  const coupon = form.get('coupon')?.trim() ?? '';
  const [shippingAddress] = await Promise.all([shippingAddressIn(visit), checkPrices(visit)]);
  const order = {
    lines: linesIn(form),
    shippingAddress,
    shippingMethod: (form.get('shippingMethod') ?? 'standard') as 'standard' | 'express',
    paymentMethod: { token: form.get('card') ?? cards[0] },
    ...(coupon !== '' && { coupon }),
    fromCart: true,
  };
  const header = { 'Idempotency-Key': headerIn(form, 'key') ?? randomUUID() };
  const { id } = await bodyOf(api.POST('/orders', { params: { header }, body: order }));
  return { to: `/orders/${id}` };
};
