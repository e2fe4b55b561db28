// A customer's orders: the list, one of them as it happens, and what can be asked for.
import { randomUUID } from 'node:crypto';
import { bodyOf, type Order } from '../../../clients/typescript/client.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { addressBlock } from '../address-form.ts';
import { type Html, html } from '../html.ts';
import { heading, timeOf } from '../layout.ts';
import type { Words } from '../text.ts';
import { headerIn, type Page, type Raw, type Redirect, type Visit } from '../visit.ts';

export const ordersPage = async ({ api, query, words }: Visit): Promise<Page> => {
  const asked = { query: { own: true, cursor: query.get('cursor') || undefined } };
  const { items, nextCursor } = await bodyOf(api.GET('/orders', { params: asked }));
  const title = words.text('orders');
  const rows = items.map(
    (order) => html`<tr><td><a href="/orders/${order.id}">${timeOf(words, order.placedAt)}</a></td>
<td>${order.lines.map(({ name, quantity }, index) => html`${index > 0 && ', '}${quantity} × <bdi>${name}</bdi>`)}</td>
<td>${words.status(order.status)}</td><td class="number">${words.money(order.totals.total)}</td></tr>`,
  );
  return {
    title,
    main: html`${heading(title)}${
      rows.length === 0
        ? html`<p>${words.text('ordersNone')}</p>`
        : html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`
    }${nextCursor !== null && html`<p><a class="button" href="/orders?cursor=${encodeURIComponent(nextCursor)}">${words.text('more')}</a></p>`}`,
  };
};

const pending = new Set(['pending_stock', 'pending_payment', 'cancel_pending', 'return_pending']);

/** Nothing will happen to it any more. */
const settled = new Set(['rejected', 'cancelled', 'returned']);

const totals = (words: Words, { totals: sums }: Order): Html => {
  const rows = [
    ['subtotal', sums.subtotal],
    ['discount', sums.discount],
    ['shipping', sums.shipping],
    [sums.taxIncluded ? 'taxIncluded' : 'tax', sums.tax],
    ['total', sums.total],
  ] as const;
  return html`${rows
    .filter(([name, { amount }]) => amount !== 0 || name === 'total')
    .map(
      ([name, amount]) =>
        html`<tr><th colspan="2">${words.text(name)}</th><td class="number">${name === 'discount' && amount.amount > 0 && '−'}${words.money(amount)}</td></tr>`,
    )}`;
};

/** What changes while the page is open: a script puts it in its place again. */
const state = (
  words: Words,
  order: Order,
): Html => html`<section id="state" data-version="${order.version}"${
  pending.has(order.status) && html` data-pending`
}${!settled.has(order.status) && html` data-order="${order.id}"`} aria-live="polite">
<p class="status ${order.status}"><strong>${words.status(order.status)}</strong>${order.reason !== null && html`: ${words.status(order.reason)}`}</p>
<dl><dt>${words.text('payment')}</dt><dd>${words.status(order.payment.status)}</dd>
<dt>${words.text('delivery')}</dt><dd>${words.status(order.delivery.status)}</dd></dl>
${order.delivery.shipments.map(
  ({ carrier, trackingNumber, shippedAt, deliveredAt }) =>
    html`<p>${words.text('tracking')}: ${carrier} ${trackingNumber}, ${timeOf(words, deliveredAt ?? shippedAt)}</p>`,
)}${order.returns.map(({ status, requestedAt }) => html`<p>${words.text('returns')}: ${words.status(status)}, ${timeOf(words, requestedAt)}</p>`)}
</section>`;

/** Of a try that nobody has answered, or of a new one. */
const keyOf = ({ form }: Visit): string => form.get('key') ?? randomUUID();

const cancelForm = (visit: Visit, { id }: Order): Html =>
  html`<form method="post" action="/orders/${id}/cancellation"><input type="hidden" name="key" value="${keyOf(visit)}"><button>${visit.words.text('cancelOrder')}</button></form>`;

const returnForm = (visit: Visit, { id, lines }: Order): Html => {
  const { words, form } = visit;
  return html`<form method="post" action="/orders/${id}/returns"><fieldset><legend>${words.text('returnGoods')}</legend>
<input type="hidden" name="key" value="${keyOf(visit)}">
${lines.map(({ sku, name, quantity }) => html`<label>${name}<input type="number" name="line.${sku}" min="0" max="${quantity}" value="${form.get(`line.${sku}`) ?? 0}"></label>`)}
<label>${words.text('returnReason')}<input name="reason" maxlength="500" value="${form.get('reason')}" required></label>
<button>${words.text('returnGoods')}</button></fieldset></form>`;
};

const pathOf = ({ params }: Visit) => ({ id: params.id ?? '' });

const orderAt = (visit: Visit): Promise<Order> =>
  bodyOf(visit.api.GET('/orders/{id}', { params: { path: pathOf(visit) } }));

export const orderPage = async (visit: Visit): Promise<Page> => {
  const { words } = visit;
  const order = await orderAt(visit);
  const title = `${words.text('order')} ${words.date(order.placedAt)}`;
  const head = html`${words.text('order')} ${timeOf(words, order.placedAt)}`;
  return {
    title,
    main: html`${heading(head)}<p><small>${order.id}</small></p>${state(words, order)}
<div class="scroll"><table><tbody>${order.lines.map(
      (line) =>
        html`<tr><td>${line.quantity} × <bdi>${line.name}</bdi></td><td class="number">${words.money(line.unitPrice)}</td><td class="number">${words.money(line.total)}</td></tr>`,
    )}</tbody><tfoot>${totals(words, order)}</tfoot></table></div>
${addressBlock(order.shippingAddress)}
${order.status === 'rejected' && html`<p><a class="button" href="/cart">${words.text('cart')}</a></p>`}${order.status === 'confirmed' && cancelForm(visit, order)}${order.status === 'delivered' && returnForm(visit, order)}`,
  };
};

/** The piece of the page that has changed. */
export const orderState = async (visit: Visit): Promise<Raw> => ({
  contentType: 'text/html; charset=utf-8',
  body: state(visit.words, await orderAt(visit)).text,
});

/** A function cannot stream, so our own script listens to the API itself, with the token of these minutes: docs/decisions/0221. */
export const orderLive = async (visit: Visit): Promise<Raw> => {
  if (visit.header('sec-fetch-site') !== 'same-origin') throw new AppError('not-found');
  return {
    contentType: 'application/json',
    body: JSON.stringify({ token: visit.accessToken }),
  };
};

/** Which order, and what is to be done once: the key of the form. */
const commanded = (visit: Visit) => ({
  path: pathOf(visit),
  header: { 'Idempotency-Key': headerIn(visit.form, 'key') ?? randomUUID() },
});

const backTo = (visit: Visit): Redirect => ({
  to: `/orders/${encodeURIComponent(pathOf(visit).id)}`,
});

export const cancelOrder = async (visit: Visit): Promise<Redirect> => {
  await visit.api.POST('/orders/{id}/cancellation', { params: commanded(visit) });
  return backTo(visit);
};

export const returnOrder = async (visit: Visit): Promise<Redirect> => {
  const lines = [...visit.form]
    .filter(([name, value]) => name.startsWith('line.') && Number(value) > 0)
    .map(([name, value]) => ({ sku: name.slice(5), quantity: Number(value) }));
  const body = { lines, reason: visit.form.get('reason') ?? '' };
  await visit.api.POST('/orders/{id}/returns', { params: commanded(visit), body });
  return backTo(visit);
};
