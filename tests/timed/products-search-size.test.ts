// Ten thousand products: no kind of query costs what sorting all of them does.
import { beforeAll, expect, test } from 'vitest';
import { listPage } from '../../containers/products/domain/listing.ts';
import { present } from '../../containers/products/domain/presenting.ts';
import type { CatalogueProduct } from '../../containers/products/domain/product.ts';
import { createSearchIndex } from '../../containers/products/domain/search-index.ts';
import { cpuMs } from '../support/cpu.ts';

const at = '2026-06-01T00:00:00.000Z';
const size = 10_000;

/** The same numbers each time: https://en.wikipedia.org/wiki/Linear_congruential_generator */
const generator = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return (state >>> 8) % below;
  };
};

const random = generator(1);
const pick = (words: readonly string[]): string => words[random(words.length)] ?? '';
const adjectives = ['enamel', 'steel', 'wooden', 'ceramic', 'linen', 'copper', 'nordic', 'rustic'];
const nouns = ['mug', 'plate', 'bowl', 'lamp', 'chair', 'blanket', 'vase', 'kettle', 'basket'];
const words = Array.from(
  { length: 2_000 },
  (_, index) => `w${((index * 7_919) % 99_991).toString(36)}`,
);

const variant = (sku: string) => ({
  sku,
  name: 'Large',
  options: {},
  price: { amount: random(10_000), currency: 'EUR' },
  prices: [],
});

const product = (number: number): CatalogueProduct => ({
  id: `prd_${String(number).padStart(32, '0')}`,
  name: `${pick(adjectives)} ${pick(nouns)} ${pick(words)}`,
  description: Array.from({ length: 40 }, () => pick(words)).join(' '),
  category: `category-${number % 50}`,
  images: [],
  attributes: {},
  status: 'active',
  version: 1,
  createdAt: new Date(Date.parse(at) + number * 1000).toISOString(),
  variants: [variant(`S-${number}-0`), variant(`S-${number}-1`)],
});

const index = createSearchIndex();
const isAvailable = ({ id }: { id: string }): boolean => id.charCodeAt(35) % 2 === 0;

const products = Array.from({ length: size }, (_, number) => product(number));
beforeAll(() => {
  for (const each of products) index.put(each);
});

/** What an index is there to spare. */
const sortAll = (): void => {
  products.toSorted((one, other) => one.name.localeCompare(other.name));
};

const page = (query: () => object): void => {
  const asked = { at, sort: 'relevance' as const, ...query() };
  for (const found of listPage(index, asked, { isAvailable, limit: 21 }))
    present(found.product, () => 1, at);
};

/** CPU time of a run in the middle of so many (milliseconds). */
const cost = async (run: () => void, rounds: number): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await cpuMs(run));
  return times.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
};

test.each<[string, () => object]>([
  ['newest first', () => ({ sort: 'newest' })],
  ['by name', () => ({ sort: 'name' })],
  ['one word', () => ({ text: pick(nouns) })],
  ['two words', () => ({ text: `${pick(adjectives)} ${pick(nouns)}` })],
  ['a beginning that almost every product has', () => ({ text: 'w1' })],
  [
    'a category by price',
    () => ({ categories: new Set([`category-${random(50)}`]), sort: 'price' }),
  ],
  [
    'a range of prices',
    () => ({ minPrice: random(5_000), maxPrice: 5_000 + random(5_000), sort: '-price' }),
  ],
  ['what is available, by name', () => ({ available: true, sort: 'name' })],
  [
    'a word, available, in a range of prices',
    () => ({ text: pick(nouns), available: true, maxPrice: 9_000 }),
  ],
])('%s', async (_, query) => {
  expect(await cost(() => page(query), 51)).toBeLessThan(await cost(sortAll, 5));
});
