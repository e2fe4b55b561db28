// One product: its variants, and into the cart.
import { bodyOf } from '../../../clients/typescript/client.ts';
import { type Html, html } from '../html.ts';
import { heading, picture } from '../layout.ts';
import type { Schemas } from '../shop-api.ts';
import type { Words } from '../text.ts';
import type { Page, Visit } from '../visit.ts';

const option = (
  words: Words,
  { sku, name, price, available }: Schemas['Variant'],
  isChosen: boolean,
): Html =>
  html`<label class="choice"><input type="radio" name="sku" value="${sku}" required${isChosen && html` checked`}${available <= 0 && html` disabled`}>
<span>${name}</span> <span class="price">${words.money(price)}</span>
<span class="stock">${available > 0 ? `${available > 99 ? '99+' : available} ${words.text('available')}` : words.text('soldOut')}</span></label>`;

export const productPage = async ({ api, params, words }: Visit): Promise<Page> => {
  const path = { id: params.id ?? '' };
  const body = await bodyOf(api.GET('/products/{id}', { params: { path } }));
  const first = body.variants.find(({ available }) => available > 0);
  const isSold = body.status === 'active' && first !== undefined;
  return {
    title: body.name,
    main: html`<article class="product">
${picture(body.images, body.name, body.name)}
<div>${heading(body.name)}
<p class="lines">${body.description}</p>
<form method="post" action="/cart">
<fieldset><legend>${words.text('variant')}</legend>
${body.variants.map((variant) => option(words, variant, variant === first))}</fieldset>
<label>${words.text('quantity')}<input name="quantity" type="number" min="1" max="10000" value="1" required></label>
<button${!isSold && html` disabled`}>${isSold ? words.text('addToCart') : words.text('notAvailable')}</button>
</form>
<dl>${Object.entries(body.attributes).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</div></article>`,
  };
};
