// The catalogue: search, categories, prices, pages.
import { bodyOf } from '../../../clients/typescript/client.ts';
import { type Html, html } from '../html.ts';
import { heading, picture } from '../layout.ts';
import type { Schemas } from '../shop-api.ts';
import type { TextKey, Words } from '../text.ts';
import type { Page, Visit } from '../visit.ts';

type Category = Schemas['Category'];
type Product = Schemas['Product'];

const filters = ['q', 'category', 'minPrice', 'maxPrice', 'sort', 'cursor'] as const;
/** Prices of several currencies cannot be compared. */
const currency = 'EUR';

const sorts: readonly (readonly [value: string, label: TextKey])[] = [
  ['', 'sortRelevance'],
  ['newest', 'sortNewest'],
  ['name', 'sortName'],
  ['price', 'sortPriceUp'],
  ['-price', 'sortPriceDown'],
];

const euro = String.raw`\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*`;
const inEuro = new RegExp(`^${euro}$`);

/** What a visitor types is in euro, what the API takes in cents. */
const cents = (text: string | null): number | undefined => {
  const match = inEuro.exec(text ?? '');
  return match === null ? undefined : Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`);
};

/** One alone may be sold no more, whatever is left of it. */
export const isSold = ({ status }: Schemas['Variant']): boolean => status !== 'discontinued';

const cheapest = (words: Words, { variants }: Product): Html | undefined => {
  const [first, ...others] = variants
    .filter(isSold)
    .toSorted((a, b) => a.price.amount - b.price.amount);
  if (first === undefined) return undefined;
  return html`<p class="price">${others.length > 0 && html`<span>${words.text('from')}</span> `}${words.money(first.price)}</p>`;
};

const card = (words: Words, product: Product): Html => {
  const isSoldOut = !product.variants.some((variant) => isSold(variant) && variant.available > 0);
  return html`<li class="card"><a href="/products/${encodeURIComponent(product.id)}">
${picture(product.images, '', product.name)}
<h2>${product.name}</h2></a>
${cheapest(words, product)}${isSoldOut && html`<p class="sold-out">${words.text('soldOut')}</p>`}</li>`;
};

const linkWith = (query: URLSearchParams, changes: Readonly<Record<string, string>>): string => {
  const search = new URLSearchParams([...query].filter(([name]) => name !== 'cursor'));
  for (const [name, value] of Object.entries(changes)) search.set(name, value);
  return `/?${search}`;
};

const facets = ({ words, query }: Visit, categories: readonly Category[]): Html => {
  const chosen = query.get('category') ?? '';
  const link = (id: string, name: string) =>
    html`<li><a href="${linkWith(query, { category: id })}"${id === chosen && html` aria-current="true"`}>${name}</a></li>`;
  return html`<nav class="facets" aria-label="${words.text('filter')}">
<ul>${link('', words.text('allCategories'))}${categories.map(({ id, name, products }) => link(id, `${name} (${products})`))}</ul>
<form action="/">
${['q', 'category'].map((name) => query.get(name) && html`<input type="hidden" name="${name}" value="${query.get(name)}">`)}
<label>${words.text('minPrice')} (€)<input name="minPrice" inputmode="decimal" pattern="${euro}" maxlength="12" value="${query.get('minPrice')}"></label>
<label>${words.text('maxPrice')} (€)<input name="maxPrice" inputmode="decimal" pattern="${euro}" maxlength="12" value="${query.get('maxPrice')}"></label>
<label>${words.text('sort')}<select name="sort">${sorts.map(
    ([value, label]) =>
      html`<option value="${value}"${query.get('sort') === value && html` selected`}>${words.text(label)}</option>`,
  )}</select></label>
<button>${words.text('filter')}</button>
</form></nav>`;
};

export const cataloguePage = async (visit: Visit): Promise<Page> => {
  const { api, query, words } = visit;
  const given = Object.fromEntries(filters.map((name) => [name, query.get(name) || undefined]));
  const prices = { minPrice: cents(query.get('minPrice')), maxPrice: cents(query.get('maxPrice')) };
  const byPrice = Boolean(prices.minPrice ?? prices.maxPrice) || given.sort?.includes('price');
  const asked = { ...given, ...prices, limit: 24, ...(byPrice && { currency }) };
  const [products, categories] = await Promise.all([
    bodyOf(api.GET('/products', { params: { query: asked } })),
    bodyOf(api.GET('/categories')),
  ]);
  const { items, nextCursor } = products;
  const title = query.get('q')?.trim() || words.text('shop');
  return {
    title,
    main: html`${heading(title)}
<div class="columns">${facets(visit, categories.items)}
<section aria-label="${words.text('overview')}">
${items.length === 0 && html`<p>${words.text('nothingFound')}</p>`}
<ul class="cards">${items.map((product) => card(words, product))}</ul>
${nextCursor !== null && html`<p><a class="button" rel="next" href="${linkWith(query, { cursor: nextCursor })}">${words.text('more')}</a></p>`}
</section></div>`,
  };
};
