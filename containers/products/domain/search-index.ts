// An inverted index over the catalogue, kept in memory: words and their prefixes, ranked by the field they stand in.
import type { CatalogueProduct } from './product.ts';
import { normalized, wordsOf } from './search-text.ts';

export interface Entry {
  readonly product: CatalogueProduct;
  /** Name as it is compared and sorted. */
  readonly name: string;
}

export interface SearchIndex {
  readonly size: number;
  get(id: string): Entry | undefined;
  entries(): Iterable<Entry>;
  /** Takes the product in, in place of an older version; discontinued ones leave the index. */
  put(product: CatalogueProduct): void;
  /** Products that have every word of the text, or a word beginning so, with their score. */
  match(text: string): ReadonlyMap<string, number>;
}

/** What a word counts by the field it is found in. */
const weights = { name: 10, variant: 4, category: 3, attribute: 3, description: 1 } as const;

const wholeWord = 2;
const nameBonus = { same: 50, beginning: 5 } as const;

/** One letter begins too many words to say anything. */
const shortestPrefix = 2;

/** Each word of the product with the best weight it has. */
const weightedWords = (product: CatalogueProduct): Map<string, number> => {
  const words = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) words.set(word, Math.max(words.get(word) ?? 0, weight));
  };
  add(product.description, weights.description);
  add(product.category, weights.category);
  for (const value of Object.values(product.attributes)) add(value, weights.attribute);
  for (const { sku, name, options } of product.variants) {
    add(`${sku} ${name} ${Object.values(options).join(' ')}`, weights.variant);
  }
  add(product.name, weights.name);
  return words;
};

/** First position in sorted words that is not before the word. */
const lowerBound = (sorted: readonly string[], word: string): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
};

const bonusOf = (name: string, text: string): number => {
  if (name === text) return nameBonus.same;
  return name.startsWith(text) ? nameBonus.beginning : 0;
};

export const createSearchIndex = (): SearchIndex => {
  const entries = new Map<string, Entry & { readonly words: readonly string[] }>();
  const postings = new Map<string, Map<string, number>>();
  /** Also of those that have left, so that an older version that comes late does not bring them back. */
  const versions = new Map<string, number>();
  let sortedWords: readonly string[] | undefined;

  const vocabulary = (): readonly string[] => {
    sortedWords ??= [...postings.keys()].sort();
    return sortedWords;
  };

  const remove = (id: string): void => {
    for (const word of entries.get(id)?.words ?? []) {
      const posting = postings.get(word);
      posting?.delete(id);
      if (posting?.size === 0) {
        postings.delete(word);
        sortedWords = undefined;
      }
    }
    entries.delete(id);
  };

  const put = (product: CatalogueProduct): void => {
    if ((versions.get(product.id) ?? 0) > product.version) return;
    versions.set(product.id, product.version);
    remove(product.id);
    if (product.status === 'discontinued') return;
    const words = weightedWords(product);
    entries.set(product.id, { product, name: normalized(product.name), words: [...words.keys()] });
    for (const [word, weight] of words) {
      const posting = postings.get(word);
      if (posting) posting.set(product.id, weight);
      else {
        postings.set(word, new Map([[product.id, weight]]));
        sortedWords = undefined;
      }
    }
  };

  const collect = (into: Map<string, number>, word: string, factor: number): void => {
    for (const [id, weight] of postings.get(word) ?? []) {
      const score = weight * factor;
      if (score > (into.get(id) ?? 0)) into.set(id, score);
    }
  };

  const scoresOf = (term: string): Map<string, number> => {
    const scores = new Map<string, number>();
    collect(scores, term, wholeWord);
    if (term.length < shortestPrefix) return scores;
    const words = vocabulary();
    for (let index = lowerBound(words, term); index < words.length; index += 1) {
      const word = words[index] ?? '';
      if (!word.startsWith(term)) break;
      if (word !== term) collect(scores, word, 1);
    }
    return scores;
  };

  const match = (text: string): ReadonlyMap<string, number> => {
    const terms = [...new Set(wordsOf(text))];
    const [fewest, ...others] = terms.map(scoresOf).sort((a, b) => a.size - b.size);
    const scores = new Map<string, number>();
    const whole = normalized(text);
    for (const [id, score] of fewest ?? []) {
      if (!others.every((other) => other.has(id))) continue;
      const sum = others.reduce((all, other) => all + (other.get(id) ?? 0), score);
      scores.set(id, sum + bonusOf(entries.get(id)?.name ?? '', whole));
    }
    return scores;
  };

  return {
    get size() {
      return entries.size;
    },
    get: (id) => entries.get(id),
    entries: () => entries.values(),
    put,
    match,
  };
};
