// Texts as the search compares them, in any script: what a product is found by, and what a query wants.
import { folded, isUnspaced, spelledOut } from './search-folding.ts';

/** Ways to say one thing: any of them will do. */
export type Wanted = readonly string[];

const word = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M}]*`;
/** What stands between the parts of one word: `t-shirt`, `men's`, `AC/DC`, `asp.net`, `col·lecció`, `צה״ל`. */
const joint = String.raw`['\p{Pd}./&_·׳״]`;
/** With the signs that make another word of it: `.net`, `c++`, `c#`. */
const compoundForm = new RegExp(
  String.raw`(?<dot>\.(?=\p{L}))?(?<whole>${word}(?:${joint}${word})*)(?<sign>[+#]+)?`,
  'gu',
);
const jointForm = new RegExp(joint, 'u');

interface Compound {
  readonly parts: readonly string[];
  readonly dot: string;
  readonly sign: string;
  /** Parted by an apostrophe, where one part is no word of its own. */
  readonly isElided: boolean;
  /** Parts that follow a full stop: `net` of `asp.net`. */
  readonly dotted: readonly string[];
}

/** Longer chains are no single word. */
const mostParts = 4;

const compoundsOf = (text: string): Compound[] =>
  [...text.matchAll(compoundForm)].map(({ groups: { dot = '', whole = '', sign = '' } = {} }) => {
    const parts = whole.split(jointForm);
    const isElided = parts.length === 2 && whole.includes("'");
    const dotted =
      whole.includes('.') || dot !== '' ? `${dot}${whole}`.match(/(?<=\.)\p{L}[^.]*/gu) : null;
    return { parts, dot, sign, isElided, dotted: dotted ?? [] };
  });

const units = /.\p{M}*/gu;

/** Stretches of one kind: `iphone用ケース` is a word and what has no spaces between its words. */
const stretches =
  /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu;

/** Two letters each; the last one alone too, so that every single letter begins something. */
const gramsOf = (stretch: string, withLast: boolean): string[] => {
  const letters = stretch.match(units) ?? [];
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  return withLast || pairs.length === 0 ? [...pairs, ...letters.slice(-1)] : pairs;
};

const termsOf = (part: string, withLast: boolean): string[] => {
  if (!isUnspaced(part)) return [part];
  const terms: string[] = [];
  let end = 0;
  for (const { 0: stretch, index } of part.matchAll(stretches)) {
    if (index > end) terms.push(part.slice(end, index));
    terms.push(...gramsOf(stretch, withLast));
    end = index + stretch.length;
  }
  if (end < part.length) terms.push(part.slice(end));
  return terms;
};

const joined = ({ parts }: Compound): string[] =>
  parts.length > 1 && parts.length <= mostParts ? [parts.join('')] : [];

const signed = ({ parts, sign, dotted }: Compound): string[] => [
  ...(sign === '' ? [] : [`${parts.at(-1)}${sign}`]),
  ...dotted.map((part) => `.${part}`),
];

/** `T Shirt` and `wi fi` are written in one word as well. */
const isShort = (part: string): boolean => part.length <= 2 && !isUnspaced(part);

function* plainWords(text: string): Iterable<string> {
  let before: string | undefined;
  for (const compound of compoundsOf(text)) {
    for (const part of compound.parts) yield* termsOf(part, true);
    yield* joined(compound);
    yield* signed(compound);
    const [only, ...others] = compound.parts;
    const single = others.length === 0 ? only : undefined;
    if (before !== undefined && single !== undefined && (isShort(before) || isShort(single))) {
      yield `${before}${single}`;
    }
    before = single;
  }
}

/** What a text is found by: `Crème-brûlée` by `creme`, `brulee` and `cremebrulee`. */
export function* wordsOf(text: string): Iterable<string> {
  yield* plainWords(folded(text));
  const other = spelledOut(text);
  if (other !== text) yield* plainWords(folded(other));
}

const longest = (parts: readonly string[]): string =>
  parts.reduce((best, part) => (part.length > best.length ? part : best));

const wantedOfCompound = (compound: Compound): Wanted[] => {
  const { parts, dot, sign, isElided } = compound;
  if (sign !== '' && parts.length === 1) return [signed(compound).slice(0, 1)];
  if (dot !== '') return [[`.${parts[0]}`], ...parts.slice(1).map((part) => [part])];
  if (isElided && !parts.some(isUnspaced)) return [[parts.join(''), longest(parts)]];
  return parts.flatMap((part) => termsOf(part, false).map((term) => [term, ...joined(compound)]));
};

const isPlain = (wanted: Wanted | undefined): wanted is [string] =>
  wanted?.length === 1 && /^[\p{L}\p{N}]/u.test(wanted[0] ?? '') && !isUnspaced(wanted[0] ?? '');

/** Two words that follow each other may be one in the catalogue. */
const withNeighbours = (all: readonly Wanted[]): Wanted[] =>
  all.map((wanted, index) => {
    if (!isPlain(wanted)) return wanted;
    const [before, after] = [all[index - 1], all[index + 1]];
    return [
      ...wanted,
      ...(isPlain(before) ? [`${before[0]}${wanted[0]}`] : []),
      ...(isPlain(after) ? [`${wanted[0]}${after[0]}`] : []),
    ];
  });

const plainWanted = (text: string): Wanted[] =>
  withNeighbours(compoundsOf(text).flatMap(wantedOfCompound));

/** What a query wants, all of it, each in one of its ways. */
export const wantedOf = (query: string): readonly Wanted[] => {
  const wanted = plainWanted(folded(query));
  const other = spelledOut(query);
  const spelled = other === query ? [] : plainWanted(folded(other));
  return wanted.map((ways, index) => [...new Set([...ways, ...(spelled[index] ?? [])])]);
};

/** The words alone, as names are compared and sorted. */
export const normalized = (text: string): string =>
  compoundsOf(folded(text))
    .flatMap(({ parts }) => parts)
    .join(' ');
