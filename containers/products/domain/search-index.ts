// An inverted index over the catalogue, kept in memory: words and their prefixes, ranked by the field they stand in.
import type { Money } from '../../../platform/kernel/money.ts';
import { createPostings } from './postings.ts';
import { type CatalogueProduct, isSold, type PriceWindow } from './product.ts';
import { normalized, type Wanted, wantedOf, wordsOf } from './search-text.ts';

/** What a search looks at: objects of one shape made here, which a scan of thousands reads many times faster than parsed ones. */
export interface Entry {
  readonly id: string;
  /** Name as it is compared and sorted. */
  readonly name: string;
  readonly category: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly variants: readonly EntryVariant[];
  readonly product: CatalogueProduct;
}

export interface EntryVariant {
  readonly sku: string;
  readonly price: Money;
  readonly prices: readonly PriceWindow[];
}

export type Match = readonly [entry: Entry, score: number];

export interface SearchIndex {
  readonly size: number;
  /** A product that is sold. */
  get(id: string): CatalogueProduct | undefined;
  /** The last put first: most lists show the newest. */
  entries(): Iterable<Entry>;
  /** Takes the product in, in place of an older version; what is sold no more leaves the index. */
  put(product: CatalogueProduct): void;
  /** Products that have every word of the text in one of its ways, or a word beginning so, with their score. */
  match(text: string): Iterable<Match>;
}

/** What a word counts by the field it is found in. */
const weights = { name: 10, variant: 4, category: 3, attribute: 3, description: 1 } as const;

const nameBonus = { same: 50, beginning: 5 } as const;

const soldOf = (product: CatalogueProduct) =>
  product.variants.filter((variant) => isSold(product, variant));

/** Each word of the product with the best weight it has. */
const weightedWords = (product: CatalogueProduct): Map<string, number> => {
  const words = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) words.set(word, Math.max(words.get(word) ?? 0, weight));
  };
  add(product.description, weights.description);
  add(product.category, weights.category);
  for (const value of Object.values(product.attributes)) add(value, weights.attribute);
  for (const { sku, name, options } of soldOf(product)) {
    add(`${sku} ${name} ${Object.values(options).join(' ')}`, weights.variant);
  }
  add(product.name, weights.name);
  return words;
};

const entryOf = (product: CatalogueProduct): Entry => ({
  id: product.id,
  name: normalized(product.name),
  category: product.category,
  createdAt: Date.parse(product.createdAt),
  variants: soldOf(product).map(({ sku, price: { amount, currency }, prices }) => ({
    sku,
    price: { amount, currency },
    prices,
  })),
  product,
});

const bonusOf = (name: string, text: string): number => {
  if (name === text) return nameBonus.same;
  return name.startsWith(text) ? nameBonus.beginning : 0;
};

/** The sum at a slot, 0 where a term has none. */
const sumOfAll = (terms: readonly Float32Array[], slot: number): number => {
  let sum = 0;
  for (const scores of terms) {
    const score = scores[slot] ?? 0;
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
};

const distinct = (all: readonly Wanted[]): Wanted[] => [
  ...new Map(all.map((ways) => [ways.join(' '), ways])).values(),
];

/** Fewer empty slots than this are not worth a new index. */
const fewEmpty = 1_000;

export const createSearchIndex = (): SearchIndex => {
  /** By slot; a product that changes moves to a new slot and leaves its old one empty. */
  let entries: (Entry | undefined)[] = [];
  let postings = createPostings();
  const slots = new Map<string, number>();
  /** Also of those that have left, so that an older version that comes late does not bring them back. */
  const versions = new Map<string, number>();

  const occupy = (product: CatalogueProduct): void => {
    const slot = entries.length;
    entries.push(entryOf(product));
    slots.set(product.id, slot);
    postings.add(slot, weightedWords(product));
  };

  const vacate = (id: string): void => {
    const slot = slots.get(id);
    if (slot === undefined) return;
    entries[slot] = undefined;
    slots.delete(id);
  };

  const compact = (): void => {
    const products = entries.flatMap((entry) => entry?.product ?? []);
    entries = [];
    postings = createPostings();
    for (const product of products) occupy(product);
  };

  return {
    get size() {
      return slots.size;
    },

    get: (id) => {
      const slot = slots.get(id);
      return slot === undefined ? undefined : entries[slot]?.product;
    },

    *entries() {
      for (let slot = entries.length - 1; slot >= 0; slot -= 1) {
        const entry = entries[slot];
        if (entry) yield entry;
      }
    },

    put: (product) => {
      const { id, version } = product;
      if ((versions.get(id) ?? 0) >= version) return;
      versions.set(id, version);
      vacate(id);
      if (soldOf(product).length > 0) occupy(product);
      if (entries.length - slots.size > Math.max(fewEmpty, slots.size)) compact();
    },

    *match(text) {
      const terms = distinct(wantedOf(text)).map((ways) => postings.scoresOf(ways, entries.length));
      const whole = normalized(text);
      for (let slot = entries.length - 1; terms.length > 0 && slot >= 0; slot -= 1) {
        const score = sumOfAll(terms, slot);
        const entry = entries[slot];
        if (score > 0 && entry) yield [entry, score + bonusOf(entry.name, whole)];
      }
    },
  };
};
