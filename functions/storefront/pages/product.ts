// One product: its variants, and into the cart.
import { bodyOf } from '../../../clients/typescript/client.ts';
import { type Html, html } from '../html.ts';
import { heading, picture } from '../layout.ts';
import type { Schemas } from '../shop-api.ts';
import type { Words } from '../text.ts';
import type { Page, Visit } from '../visit.ts';
import { isSold } from './catalogue.ts';

const canBeBought = (variant: Schemas['Variant']): boolean =>
  isSold(variant) && variant.available > 0;

const stockOf = (words: Words, variant: Schemas['Variant']): string => {
  const { available } = variant;
  if (canBeBought(variant))
    return `${available > 99 ? '99+' : available} ${words.text('available')}`;
  return words.text(isSold(variant) ? 'soldOut' : 'notAvailable');
};

const option = (words: Words, variant: Schemas['Variant'], isChosen: boolean): Html => {
  const { sku, name, price } = variant;
  return html`<label class="choice"><input type="radio" name="sku" value="${sku}" required${isChosen && html` checked`}${!canBeBought(variant) && html` disabled`}>
<span>${name}</span> <span class="price">${words.money(price)}</span>
<span class="stock">${stockOf(words, variant)}</span></label>`;
};

export const productPage = async ({ api, params, words }: Visit): Promise<Page> => {
  const path = { id: params.id ?? '' };
  const body = await bodyOf(api.GET('/products/{id}', { params: { path } }));
  const first = body.variants.find(canBeBought);
  const isThere = body.status === 'active' && first !== undefined;
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
<button${!isThere && html` disabled`}>${isThere ? words.text('addToCart') : words.text('notAvailable')}</button>
</form>
<dl>${Object.entries(body.attributes).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</div></article>`,
  };
};
