// Where each word stands, and with what weight: what a search adds up.
import { isUnspaced } from './search-folding.ts';
import type { Wanted } from './search-text.ts';

export interface Postings {
  /** The words of what lies in this slot, each with its weight. */
  add(slot: number, words: ReadonlyMap<string, number>): void;
  /** By slot, of so many: the best of the ways in which a word is wanted, or of a word that begins so; 0 where there is none. */
  scoresOf(ways: Wanted, slots: number): Float32Array;
}

const wholeWord = 2;

/** One letter begins too many words to say anything, where words are made of letters. */
const shortestPrefix = 2;

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

/** Where a word stands: slots and weights side by side, since arrays of numbers are what a scan is fast over. */
interface Posting {
  readonly slots: number[];
  readonly weights: number[];
}

export const createPostings = (): Postings => {
  const postings = new Map<string, Posting>();
  let sortedWords: readonly string[] | undefined;

  const postingOf = (word: string): Posting => {
    const known = postings.get(word);
    if (known !== undefined) return known;
    const posting = { slots: [], weights: [] };
    postings.set(word, posting);
    sortedWords = undefined;
    return posting;
  };

  const collect = (scores: Float32Array, word: string, factor: number): void => {
    const posting = postings.get(word);
    if (posting === undefined) return;
    for (let index = 0; index < posting.slots.length; index += 1) {
      const slot = posting.slots[index] ?? 0;
      const score = (posting.weights[index] ?? 0) * factor;
      if (score > (scores[slot] ?? 0)) scores[slot] = score;
    }
  };

  const collectAll = (scores: Float32Array, term: string): void => {
    collect(scores, term, wholeWord);
    if (term.length < shortestPrefix && !isUnspaced(term)) return;
    sortedWords ??= [...postings.keys()].sort();
    for (let index = lowerBound(sortedWords, term); index < sortedWords.length; index += 1) {
      const word = sortedWords[index] ?? '';
      if (!word.startsWith(term)) break;
      if (word !== term) collect(scores, word, 1);
    }
  };

  const scoresOf = (ways: Wanted, slots: number): Float32Array => {
    const scores = new Float32Array(slots);
    for (const way of ways) collectAll(scores, way);
    return scores;
  };

  return {
    add: (slot, words) => {
      for (const [word, weight] of words) {
        const posting = postingOf(word);
        posting.slots.push(slot);
        posting.weights.push(weight);
      }
    },
    scoresOf,
  };
};
