// The catalogue in GraphQL: what can be bought, what is shown beside it, and how a search is asked of the API.
import { describe, expect, it } from 'vitest';
import { createBff, json, problem, type SentCall } from '../support/bff-web.ts';

const price = { amount: 100, currency: 'EUR' };
const productOf = (id: string, variants: readonly object[] = []) => ({
  ...{ id, name: id, description: '', category: 'mugs', images: [], attributes: {} },
  ...{ status: 'active', version: 1, variants },
});
const variantOf = (sku: string, status: string, available: number) => ({
  ...{ sku, name: sku, options: { colour: 'blue' }, price, status, available },
});
const variants = [
  variantOf('one', 'active', 1),
  variantOf('none', 'active', 0),
  variantOf('old', 'discontinued', 7),
];
const categories = [
  { id: 'kitchen', name: 'Kitchen', parent: null },
  { id: 'mugs', name: 'Mugs', parent: 'kitchen' },
  { id: 'garden', name: 'Garden', parent: null },
];
const others = ['b', 'a', 'c', 'd'].map((id) => productOf(id));

const respond = ({ target }: SentCall): Response => {
  const [path] = target.split('?');
  if (path === '/products/a') return json(productOf('a', variants));
  if (path === '/products') return json({ items: others, nextCursor: 'next' });
  return path === '/categories' ? json({ items: categories }) : problem(404, 'not-found');
};
const ask = async (query: string) => {
  const { post, calls } = createBff({ respond });
  const { body } = await post({ query });
  const [code] = body.errors?.map(({ extensions }) => extensions.code) ?? [];
  return { data: body.data, code, targets: calls.map(({ target }) => target) };
};

it('a variant can be bought where it is sold and there', async () => {
  const { data } = await ask(
    '{ product(id: "a") { variants { sku isAvailable status options { name value } } } }',
  );
  const options = [{ name: 'colour', value: 'blue' }];
  expect(data?.product).toEqual({
    variants: [
      { sku: 'one', isAvailable: true, status: 'ACTIVE', options },
      { sku: 'none', isAvailable: false, status: 'ACTIVE', options },
      { sku: 'old', isAvailable: false, status: 'DISCONTINUED', options },
    ],
  });
});

describe('beside a product', () => {
  it.each([
    [1, ['b']],
    [2, ['b', 'c']],
    [20, ['b', 'c', 'd']],
  ])('%d others stand, never itself', async (first, ids) => {
    const { data, targets } = await ask(`{ product(id: "a") { related(first: ${first}) { id } } }`);
    expect(data?.product).toEqual({ related: ids.map((id) => ({ id })) });
    expect(targets).toContain(`/products?category=mugs&limit=${first + 1}`);
  });

  it.each([0, 21])('%d are not asked for', async (first) => {
    const { code, targets } = await ask(`{ product(id: "a") { related(first: ${first}) { id } } }`);
    expect([code, targets]).toEqual(['validation-failed', ['/products/a']]);
  });
});

it('categories are a tree', async () => {
  const { data } = await ask(
    '{ categories { id parent { id } children { id parent { id } children { id } } } }',
  );
  const mugs = { id: 'mugs', parent: { id: 'kitchen' }, children: [] };
  expect(data).toEqual({
    categories: [
      { id: 'kitchen', parent: null, children: [mugs] },
      { id: 'garden', parent: null, children: [] },
    ],
  });
});

const searches: readonly (readonly [given: string, query: object])[] = [
  ['', { limit: '20' }],
  ['(first: 3, after: "c", search: "mug")', { limit: '3', cursor: 'c', q: 'mug' }],
  [
    '(category: "mugs", minPrice: 1, maxPrice: 9, currency: "EUR", available: true)',
    {
      ...{ limit: '20', category: 'mugs', minPrice: '1', maxPrice: '9' },
      ...{ currency: 'EUR', available: 'true' },
    },
  ],
  ...[
    ['RELEVANCE', 'relevance'],
    ['NAME', 'name'],
    ['NAME_DESCENDING', '-name'],
    ['PRICE', 'price'],
    ['PRICE_DESCENDING', '-price'],
    ['NEWEST', 'newest'],
  ].map(([name = '', sort = '']) => [`(sort: ${name})`, { limit: '20', sort }] as const),
];

it.each(searches)('products%s are asked for so', async (given, query) => {
  const { data, targets } = await ask(`{ products${given} { items { id } nextCursor } }`);
  expect(data?.products).toEqual({
    items: others.map(({ id }) => ({ id })),
    nextCursor: 'next',
  });
  const [, search] = targets[0]?.split('?') ?? [];
  expect(Object.fromEntries(new URLSearchParams(search))).toEqual(query);
});
