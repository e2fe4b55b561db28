// Event filter patterns of Lambda event source mappings; the filter policies of SNS add rules of their own.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html

import { takes } from './rule-values.ts';

type Json = unknown;
type Leaf = (value: Json) => boolean;
export type Filter = (event: Json) => boolean;
/** What a rule, `{ "<name>": … }`, wants of a value; the value of a member that is not there is undefined. */
export type Rules = Readonly<Record<string, (rule: unknown) => Leaf>>;

const compareNumber: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function numeric(rule: readonly unknown[]): Leaf {
  const tests: [string, number][] = [];
  for (let at = 0; at < rule.length; at += 2) tests.push([String(rule[at]), Number(rule[at + 1])]);
  return (value) =>
    typeof value === 'number' &&
    tests.every(([operator, wanted]) => compareNumber[operator]?.(value, wanted) ?? false);
}

function anythingBut(rule: unknown): Leaf {
  if (typeof rule === 'object' && rule !== null && !Array.isArray(rule)) {
    const [[name = '', wanted] = []] = Object.entries(rule);
    const inner = [wanted].flat().map((one) => leaf({ [name]: one }));
    return (value) => typeof value === 'string' && !inner.some((test) => test(value));
  }
  const excluded = Array.isArray(rule) ? rule : [rule];
  return (value) => value !== undefined && !excluded.includes(value);
}

const onText =
  (test: (text: string) => boolean): Leaf =>
  (value) =>
    typeof value === 'string' && test(value);

/** Only `*` stands for others; `\\*` and `\\\\` for themselves. */
function wildcard(pattern: string): Leaf {
  if (/(?<!\\)(?:\\\\)*\*\*/.test(pattern)) {
    throw new Error(`filter pattern: the wildcard ${pattern} has two stars in a row`);
  }
  const source = pattern.replace(/\\([*\\])|(\*)|[.+^${}()|[\]\\?]/g, (one, escaped, star) =>
    star ? '.*' : `\\${escaped ?? one}`,
  );
  const expression = new RegExp(`^${source}$`, 's');
  return onText((text) => expression.test(text));
}

/** The text of a rule that may ignore case: `{ "equals-ignore-case": "…" }` in its place. */
function affix(rule: unknown, test: (text: string, wanted: string) => boolean): Leaf {
  const folded = (rule as { 'equals-ignore-case'?: string } | null)?.['equals-ignore-case'];
  return folded === undefined
    ? onText((text) => test(text, String(rule)))
    : onText((text) => test(text.toLowerCase(), folded.toLowerCase()));
}

const rules: Rules = {
  prefix: (rule) => affix(rule, (text, wanted) => text.startsWith(wanted)),
  suffix: (rule) => affix(rule, (text, wanted) => text.endsWith(wanted)),
  wildcard: (rule) => wildcard(String(rule)),
  'equals-ignore-case': (rule) =>
    onText((text) => text.toLowerCase() === String(rule).toLowerCase()),
  'anything-but': anythingBut,
  numeric: (rule) => numeric(rule as unknown[]),
  exists: (rule) => (value) => (value !== undefined) === rule,
};

function leaf(matcher: unknown, known: Rules = rules): Leaf {
  if (typeof matcher !== 'object' || matcher === null) return (value) => value === matcher;
  const [[name, rule] = ['', undefined], ...more] = Object.entries(matcher);
  const make = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!make) throw new Error(`filter pattern: comparison ${name} is not interpreted`);
  if (more.length > 0 || !takes(name, rule)) {
    throw new Error(`filter pattern: ${JSON.stringify(matcher)} is no comparison`);
  }
  return make(rule);
}

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const member = (value: Json, key: string): Json =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** The entries of lists within lists; nothing where there is none. */
function entriesOf(value: Json): Json[] {
  const entries = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
  return entries.length > 0 ? entries : [undefined];
}

/** Rules look at leaves: an object, or a list without any, has none to look at. */
function matchLeaf(tests: readonly Leaf[], value: Json): boolean {
  const found = entriesOf(value).filter((one) => !isObject(one));
  const values = found.length > 0 ? found : [undefined];
  return values.some((one) => tests.some((test) => test(one)));
}

const reserved = new Set([...Object.keys(rules), 'cidr']);

/** `$or` is a member like any other, unless it has several patterns of which none has the name of a rule as a member. */
export const isAlternatives = (key: string, value: unknown): boolean =>
  key === '$or' &&
  Array.isArray(value) &&
  value.length > 1 &&
  value.every(
    (one) =>
      isObject(one) &&
      Object.keys(one).length > 0 &&
      !Object.keys(one).some((name) => reserved.has(name)),
  );

/** Compiles one pattern: every key must match, any entry of a key's list may. `own` rules go before those of here. */
export function compileFilter(pattern: Record<string, unknown>, own: Rules = {}): Filter {
  const known = { ...rules, ...own };
  const tests = Object.entries(pattern).map(([key, value]): Filter => {
    if (isAlternatives(key, value)) {
      const alternatives = (value as Record<string, unknown>[]).map((one) =>
        compileFilter(one, own),
      );
      return (event) => alternatives.some((test) => test(event));
    }
    if (Array.isArray(value) && value.length > 0) {
      const leaves = value.map((one) => leaf(one, known));
      return (event) => matchLeaf(leaves, member(event, key));
    }
    if (!isObject(value) || Object.keys(value).length === 0) {
      throw new Error(
        `filter pattern: ${key} has a list of values or an object, and neither is empty`,
      );
    }
    const inner = compileFilter(value, own);
    return (event) => entriesOf(member(event, key)).some(inner);
  });
  return (event) => tests.every((test) => test(event));
}

/** FilterCriteria of a mapping: any of its filters may match; none given means everything matches. */
export function compileFilters(patterns: readonly Record<string, unknown>[]): Filter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map((pattern) => compileFilter(pattern));
  return (event) => filters.some((filter) => filter(event));
}
