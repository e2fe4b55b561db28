// Ten thousand products of the strangest texts that the contract takes: each can be stored, indexed, listed and searched for.

import { beforeAll, expect, it, vi } from 'vitest';
import { createCatalogueStore } from '../../containers/products/catalogue/catalogue-store.ts';
import { listPage, type Position } from '../../containers/products/domain/listing.ts';
import { present } from '../../containers/products/domain/presenting.ts';
import { type CatalogueProduct, newProduct } from '../../containers/products/domain/product.ts';
import { createSearchIndex } from '../../containers/products/domain/search-index.ts';
import { createChangeLog } from '../../containers/products/search/change-log.ts';
import { productItem } from '../../containers/products/stored.ts';
import { NewProduct, Product } from '../../events/http/products/products.ts';
import { fromAttributes, toAttributes } from '../../platform/data/dynamodb/attributes.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { parseJson } from '../../platform/validation/json.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { testClock } from '../support/clock.ts';
import { quietReadable } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { shop } from '../support/products.ts';

const size = 10_000;
/** Nothing here is about time, and the machine may be busy. */
const minutes = 300_000;
vi.setConfig({ testTimeout: minutes });
const at = '2026-06-01T00:00:00.000Z';

/** The same numbers each time: https://en.wikipedia.org/wiki/Linear_congruential_generator */
const generator = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return (state >>> 8) % below;
  };
};
const random = generator(20_261_129);
const pick = <T>(choices: readonly T[]): T => choices[random(choices.length)] as T;

const pieces = [
  'Straße',
  'ŁÓDŹ',
  'İstanbul',
  'ıI',
  'ﬁﬂ',
  'Ⅻ',
  '日本酒',
  'パン切り包丁',
  'ﾊﾝｶｸ',
  '한국어',
  '가각',
  'किताब',
  'แก้วน้ำ',
  'ភាសាខ្មែរ',
  'ລາວ',
  'مرحبا',
  'שָׁלוֹם',
  'Ωραίο',
  'Кружка',
  '👩‍👩‍👧',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'e\u0301\u0301\u0301',
  'a'.repeat(90),
  '\u0600\u0601',
  '\u200f',
  '\ufdfa',
  '\u{1d518}\u{1f1e9}',
  '\u1e9e',
  '\u0345',
  '$&',
  '\\',
  '"',
  '%00',
  '{{',
  '../',
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'NaN',
  'null',
  '0',
  '-1',
  '1e999',
  "'; --",
  '<script>',
  '#',
  '|',
  '\ue000',
  '\ufffd',
  '\u0f0b',
  '\u{10ffff}',
  'C++',
  '.NET',
  't-shirt',
  '\u0e33',
  '\u3099',
  '\u309a\u309a',
  '\u{20000}',
];
const point = (): string => {
  const code = random(pick([0x80, 0x800, 0x3000, 0x10_000, 0x11_0000]));
  return code >= 0xd8_00 && code <= 0xdf_ff ? '' : String.fromCodePoint(code);
};
const text = (most: number): string =>
  Array.from({ length: 1 + random(6) }, () => (random(2) === 0 ? pick(pieces) : point()))
    .join(pick(['', ' ', '-']))
    .slice(0, most);
const options = (): Record<string, string> =>
  Object.fromEntries(Array.from({ length: random(4) }, () => [text(40), text(100)]));

const candidate = (number: number): unknown => ({
  name: text(200),
  description: text(500),
  category: pick(['a', 'constructor', '0', 'a-', 'tostring']),
  images: [],
  attributes: options(),
  variants: [
    {
      sku: `S.${number}`,
      name: text(200),
      options: options(),
      price: { amount: pick([0, 1, 9_999_999]), currency: pick(['EUR', 'JPY', 'KWD']) },
      stock: random(3),
    },
  ],
});

/** What a server makes of it: undefined where it is refused. */
const accepted = (value: unknown): NewProduct | undefined => {
  try {
    const parsed = parseJson(new TextEncoder().encode(JSON.stringify(value)));
    return faultsOf(NewProduct, parsed).length === 0 ? (parsed as NewProduct) : undefined;
  } catch {
    return undefined;
  }
};

const index = createSearchIndex();
const products: CatalogueProduct[] = [];

beforeAll(() => {
  for (let tries = 0; products.length < size && tries < size * 20; tries += 1) {
    const given = accepted(candidate(tries));
    const id = `prd_${String(products.length).padStart(32, '0')}`;
    if (given !== undefined) products.push(newProduct(id, given, at));
  }
  for (const product of products) index.put(product);
}, minutes);

it('there are ten thousand of them, and as many in the index', () => {
  expect([products.length, index.size]).toEqual([size, size]);
});

it('each has the shape of what can be read when it comes back from the table', () => {
  const faults = products.flatMap((product) => {
    const item = fromAttributes<{ product: CatalogueProduct }>(
      toAttributes({ pk: 'p', sk: 's', product }),
    );
    return [
      productItem(item),
      JSON.stringify(item.product) === JSON.stringify(product) ? undefined : product.id,
    ];
  });
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

it.each(['relevance', 'name', '-name', 'price', '-price', 'newest'] as const)(
  'every page of the list by %s keeps the contract, and each product is on one of them',
  (sort) => {
    const seen = new Set<string>();
    let after: Position | undefined;
    for (let page = 0; page <= size / 500; page += 1) {
      const found = listPage(index, { sort, at }, { isAvailable: () => true, limit: 500, after });
      for (const { product } of found) seen.add(product.id);
      const faults = found.flatMap(({ product }) =>
        faultsOf(
          Product,
          present(product, () => 1, at),
        ),
      );
      expect(faults).toEqual([]);
      after = found.at(-1)?.position;
    }
    expect(seen.size).toBe(size);
  },
);

it('a search for any of their texts ends, and finds only what is there', () => {
  for (let round = 0; round < 300; round += 1) {
    const { name, attributes } = pick(products);
    for (const asked of [name, name.slice(0, 100), ...Object.values(attributes), text(100)]) {
      const found = listPage(
        index,
        { text: asked, sort: 'relevance', at },
        { isAvailable: () => true, limit: 20 },
      );
      expect(found.every(({ product }) => product.status === 'active')).toBe(true);
    }
  }
});

it('the service starts with all of them, lists them all, and answers whatever is searched for', async () => {
  const table = createMemoryTable();
  const clock = testClock();
  const readable = quietReadable();
  const changes = createChangeLog({ table, clock, newId, readable });
  const store = createCatalogueStore({ table, changes, clock });
  for (const product of products) await store.add(product, new Map());
  const { search, request, list } = shop(table, { clock, newId });
  await search.rebuild();
  expect((await request('list-unreadable')).body.items).toEqual([]);
  const seen = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, body } = await list(
      `limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    expect(status).toBe(200);
    for (const { id } of body.items) seen.add(id);
    cursor = body.nextCursor;
  }
  expect(seen.size).toBe(size);
  for (let round = 0; round < 300; round += 1) {
    const { name } = pick(products);
    const { status } = await list(`limit=100&q=${encodeURIComponent(name.slice(0, 100))}`);
    expect([200, 422]).toContain(status);
  }
});
