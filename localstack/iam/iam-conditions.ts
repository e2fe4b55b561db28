// The condition operators that grants in a CDK app use; any other stops the start.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { wildcard } from '../cloud/wildcard.ts';
import { asPattern, type Context, filled, valueIn } from './variables.ts';

export type Test = (context: Context) => boolean;

type Compare = (actual: string, wanted: string) => boolean;

const like: Compare = (actual, wanted) => wildcard(wanted).test(actual);
const same: Compare = (actual, wanted) => actual === wanted;
const number =
  (compare: (actual: number, wanted: number) => boolean): Compare =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));

interface Operator {
  readonly compare: Compare;
  readonly negated?: true;
}

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: same },
  StringNotEquals: { compare: same, negated: true },
  StringNotEqualsIgnoreCase: {
    compare: (a, b) => a.toLowerCase() === b.toLowerCase(),
    negated: true,
  },
  StringEqualsIgnoreCase: { compare: (a, b) => a.toLowerCase() === b.toLowerCase() },
  StringLike: { compare: like },
  StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: like },
  ArnLike: { compare: like },
  ArnNotEquals: { compare: like, negated: true },
  ArnNotLike: { compare: like, negated: true },
  Bool: { compare: (a, b) => a.toLowerCase() === b.toLowerCase() },
  NumericNotEquals: { compare: number((a, b) => a === b), negated: true },
  NumericEquals: { compare: number((a, b) => a === b) },
  NumericLessThan: { compare: number((a, b) => a < b) },
  NumericLessThanEquals: { compare: number((a, b) => a <= b) },
  NumericGreaterThan: { compare: number((a, b) => a > b) },
  NumericGreaterThanEquals: { compare: number((a, b) => a >= b) },
};

const strings = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** What an operator compares with: only texts and ARNs have variables. */
function wantedBy(name: string, values: readonly string[], context: Context): readonly string[] {
  if (!/^(?:String|Arn)/.test(name)) return values;
  const as = /Like|^Arn/.test(name) ? asPattern : undefined;
  return values.flatMap((value) => filled(value, context, as) ?? []);
}

function compileNull(key: string, wanted: unknown): Test {
  const absent = String(wanted) === 'true';
  return (context) => (valueIn(context, key) === undefined) === absent;
}

interface Place {
  readonly path: string;
  /** Since the version 2012-10-17 of policies. */
  readonly hasVariables: boolean;
}

function compileKey(operator: string, key: string, wanted: unknown, place: Place): Test {
  const { path, hasVariables } = place;
  const [, set, name = operator] = /^(ForAnyValue|ForAllValues):(.*)$/.exec(operator) ?? [];
  if (name === 'Null') return compileNull(key, wanted);
  const optional = name.endsWith('IfExists');
  const found = operators[optional ? name.slice(0, -'IfExists'.length) : name];
  if (!found) {
    throw new Error(
      `${path}: condition operator ${operator} is not interpreted; add it to localstack/iam/iam-conditions.ts`,
    );
  }
  const given = strings(wanted);
  return (context) => {
    const actual = valueIn(context, key);
    if (actual === undefined) return optional || set === 'ForAllValues' || (found.negated ?? false);
    const values = hasVariables ? wantedBy(name, given, context) : given;
    const one = (text: string) =>
      values.some((value) => found.compare(text, value)) !== (found.negated ?? false);
    const all = strings(actual);
    return set === 'ForAllValues' ? all.every(one) : all.some(one);
  };
}

/** A statement's Condition: every operator and every key must hold. */
export function compileCondition(
  condition: Record<string, Record<string, unknown>> | undefined,
  place: Place,
): Test {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => compileKey(operator, key, wanted, place)),
  );
  return (context) => tests.every((test) => test(context));
}
