// Event filter patterns of Lambda event source mappings.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
import { wildcard } from '../wildcard.ts';

type Json = unknown;
type Leaf = (value: Json) => boolean;
export type Filter = (event: Json) => boolean;

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
    const inner = leaf(rule);
    return (value) => typeof value === 'string' && !inner(value);
  }
  const excluded = Array.isArray(rule) ? rule : [rule];
  return (value) => value !== undefined && !excluded.includes(value);
}

const onText =
  (test: (text: string) => boolean): Leaf =>
  (value) =>
    typeof value === 'string' && test(value);

const rules: Record<string, (rule: unknown) => Leaf> = {
  prefix: (rule) => onText((text) => text.startsWith(String(rule))),
  suffix: (rule) => onText((text) => text.endsWith(String(rule))),
  wildcard: (rule) => onText((text) => wildcard(String(rule)).test(text)),
  'equals-ignore-case': (rule) =>
    onText((text) => text.toLowerCase() === String(rule).toLowerCase()),
  'anything-but': anythingBut,
  numeric: (rule) => numeric(rule as unknown[]),
  exists: (rule) => (value) => (value !== undefined) === rule,
};

function leaf(matcher: unknown): Leaf {
  if (typeof matcher !== 'object' || matcher === null) return (value) => value === matcher;
  const [[name, rule] = ['', undefined]] = Object.entries(matcher);
  const make = rules[name];
  if (!make) throw new Error(`filter pattern: comparison ${name} is not interpreted`);
  return make(rule);
}

const member = (value: Json, key: string): Json =>
  typeof value === 'object' && value !== null ? (value as Record<string, Json>)[key] : undefined;

function matchLeaf(leaves: readonly Leaf[], value: Json): boolean {
  const values = Array.isArray(value) ? value : [value];
  return values.some((one) => leaves.some((test) => test(one)));
}

/** Compiles one pattern: every key must match, any entry of a key's list may. */
export function compileFilter(pattern: Record<string, unknown>): Filter {
  const tests = Object.entries(pattern).map(([key, value]): Filter => {
    if (key === '$or') {
      const alternatives = (value as Record<string, unknown>[]).map(compileFilter);
      return (event) => alternatives.some((test) => test(event));
    }
    if (Array.isArray(value)) {
      const leaves = value.map(leaf);
      return (event) => matchLeaf(leaves, member(event, key));
    }
    const inner = compileFilter(value as Record<string, unknown>);
    return (event) => inner(member(event, key));
  });
  return (event) => tests.every((test) => test(event));
}

/** FilterCriteria of a mapping: any of its filters may match; none given means everything matches. */
export function compileFilters(patterns: readonly Record<string, unknown>[]): Filter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map(compileFilter);
  return (event) => filters.some((filter) => filter(event));
}
