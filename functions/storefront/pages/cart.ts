// The cart of a guest or a customer; every form works without scripts.
import { bodyOf } from '../../../clients/typescript/client.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { type Html, html } from '../html.ts';
import { heading } from '../layout.ts';
import { cartCookies } from '../session.ts';
import type { Schemas } from '../shop-api.ts';
import type { Words } from '../text.ts';
import type { Page, Redirect, Visit } from '../visit.ts';

type Cart = Schemas['Cart'];

const row = (words: Words, line: Cart['lines'][number]): Html => html`<tr>
<td><bdi>${line.name}</bdi><br><small>${line.sku}</small></td>
<td>${line.unitPrice === null ? words.text('notAvailable') : words.money(line.unitPrice)}</td>
<td><form method="post" action="/cart/lines" class="inline">
<input type="hidden" name="sku" value="${line.sku}">
<input name="quantity" type="number" min="0" max="10000" value="${line.quantity}" aria-label="${words.text('quantity')}: ${line.name}">
<button>${words.text('save')}</button>
<button name="remove" value="1" aria-label="${words.text('remove')}: ${line.name}">✕</button></form>
${line.available < line.quantity && html`<small class="sold-out">${line.available} ${words.text('available')}</small>`}</td>
<td class="number">${line.total === null ? '–' : words.money(line.total)}</td></tr>`;

export const cartTable = (words: Words, { lines, subtotal }: Cart): Html =>
  html`<div class="scroll"><table><thead><tr><th>${words.text('name')}</th><th>${words.text('price')}</th><th>${words.text('quantity')}</th><th class="number">${words.text('total')}</th></tr></thead>
<tbody>${lines.map((line) => row(words, line))}</tbody>
<tfoot><tr><th colspan="3">${words.text('subtotal')}</th><td class="number">${subtotal === null ? '–' : words.money(subtotal)}</td></tr></tfoot></table></div>`;

/** Of what was chosen before the login, as long as some of it has found no room: the API keeps it as a guest's. */
export const waiting = ({ isLoggedIn, words }: Visit, { headers }: Response): Html | false =>
  isLoggedIn && headers.has('x-cart-token') && html`<p role="status">${words.text('cartFull')}</p>`;

/** As the form names it; nothing where it is not sold. */
export const priceOf = ({ unitPrice }: Cart['lines'][number]): string =>
  unitPrice === null ? '' : `${unitPrice.amount} ${unitPrice.currency}`;

/** Nobody pays a price that the page has not shown. What is not in the cart any more, this form may have ordered before. */
export const checkPrices = async ({ api, form, words }: Visit): Promise<void> => {
  const { lines } = await bodyOf(api.GET('/cart'));
  const isOther = (line: Cart['lines'][number]) =>
    ![null, priceOf(line)].includes(form.get(`price.${line.sku}`));
  if (lines.some(isOther)) throw new AppError('price-changed', { detail: words.text('newPrices') });
};

const nothing: Cart = { lines: [], subtotal: null };

export const cartPage = async (visit: Visit): Promise<Page> => {
  const { api, words } = visit;
  const { data: cart = nothing, response } = await api.GET('/cart');
  const title = words.text('cart');
  const main =
    cart.lines.length === 0
      ? html`${heading(title)}<p>${words.text('cartEmpty')}</p>`
      : html`${heading(title)}${waiting(visit, response)}${cartTable(words, cart)}<p><a class="button" href="/checkout">${words.text('checkout')}</a></p>`;
  return { title, main, cookies: cartCookies(response.headers) };
};

const quantityIn = (form: URLSearchParams): number => Number(form.get('quantity') ?? 1);

/** As many more of a SKU. */
export const addToCart = async ({ api, form }: Visit): Promise<Redirect> => {
  const sku = form.get('sku') ?? '';
  const { lines } = await bodyOf(api.GET('/cart'));
  const had = lines.find((line) => line.sku === sku)?.quantity ?? 0;
  const { response } = await api.PUT('/cart/lines/{sku}', {
    params: { path: { sku } },
    body: { quantity: had + quantityIn(form) },
  });
  return { to: '/cart', cookies: cartCookies(response.headers) };
};

export const changeCart = async ({ api, form }: Visit): Promise<Redirect> => {
  const params = { path: { sku: form.get('sku') ?? '' } };
  const quantity = quantityIn(form);
  const { response } =
    form.has('remove') || quantity === 0
      ? await api.DELETE('/cart/lines/{sku}', { params })
      : await api.PUT('/cart/lines/{sku}', { params, body: { quantity } });
  return { to: '/cart', cookies: cartCookies(response.headers) };
};
