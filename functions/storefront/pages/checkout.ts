// From the cart to an order. The form says what was shown, and its key makes it safe to send twice.
import { randomUUID } from 'node:crypto';
import { bodyOf } from '../../../clients/typescript/client.ts';
import { isProblem } from '../../../clients/typescript/problem.ts';
import { addressFields, addressIn, addressLine } from '../address-form.ts';
import { type Content, type Html, html } from '../html.ts';
import { field, heading, type Trouble, troubleOf } from '../layout.ts';
import type { Schemas } from '../shop-api.ts';
import { headerIn, type Page, type Redirect, type Visit } from '../visit.ts';

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

const shown = ({ words }: Visit, { lines, subtotal }: Schemas['Cart']): Html =>
  html`<div class="scroll"><table><tbody>${lines.map(
    ({ name, quantity, total }) =>
      html`<tr><td>${quantity} × <bdi>${name}</bdi></td><td class="number">${total === null ? words.text('notAvailable') : words.money(total)}</td></tr>`,
  )}</tbody><tfoot><tr><th>${words.text('subtotal')}</th><td class="number">${subtotal === null ? '–' : words.money(subtotal)}</td></tr></tfoot></table></div>`;

const formPage = async (visit: Visit, problem?: Trouble): Promise<Page> => {
  const { api, words, form } = visit;
  const [cart, { items }] = await Promise.all([
    bodyOf(api.GET('/cart')),
    bodyOf(api.GET('/users/me/addresses')),
  ]);
  const title = words.text('checkout');
  const status = problem?.status ?? 200;
  const head = html`${heading(title)}${problem && troubleOf(words, problem)}`;
  if (cart.lines.length === 0) {
    return {
      status,
      title,
      main: html`${head}<p>${words.text('cartEmpty')}</p><p><a href="/orders">${words.text('orders')}</a></p>`,
    };
  }
  const method = form.get('shippingMethod') ?? 'standard';
  const card = form.get('card') ?? cards[0];
  return {
    status,
    title,
    main: html`${head}${shown(visit, cart)}
<form method="post" action="/checkout">
<input type="hidden" name="key" value="${form.get('key') ?? randomUUID()}">
${cart.lines.map(({ sku, quantity }) => html`<input type="hidden" name="line.${sku}" value="${quantity}">`)}
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

export const checkoutPage = (visit: Visit): Promise<Page> => formPage(visit);

/** What the page has shown is ordered, whatever another tab has put into the cart meanwhile. */
const linesIn = (form: URLSearchParams) =>
  [...form]
    .filter(([name]) => name.startsWith('line.'))
    .map(([name, quantity]) => ({ sku: name.slice('line.'.length), quantity: Number(quantity) }));

export const placeOrder = async (visit: Visit): Promise<Page | Redirect> => {
  const { api, form } = visit;
  const coupon = form.get('coupon')?.trim() ?? '';
  const order = {
    lines: linesIn(form),
    shippingAddress: await shippingAddressIn(visit),
    shippingMethod: (form.get('shippingMethod') ?? 'standard') as 'standard' | 'express',
    paymentMethod: { token: form.get('card') ?? cards[0] },
    ...(coupon !== '' && { coupon }),
    fromCart: true,
  };
  const header = { 'Idempotency-Key': headerIn(form, 'key') ?? randomUUID() };
  try {
    const { id } = await bodyOf(api.POST('/orders', { params: { header }, body: order }));
    return { to: `/orders/${id}` };
  } catch (error) {
    if (isProblem(error) && error.status !== 401) {
      // What was refused for good was not begun: the next try is another one.
      if (!error.problem.retryable) form.delete('key');
      return formPage(visit, error.problem);
    }
    throw error;
  }
};
