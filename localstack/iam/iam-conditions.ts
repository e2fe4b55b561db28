// The condition operators that grants in a CDK app use; any other stops the start.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { wildcard } from '../cloud/wildcard.ts';

export type Context = Readonly<Record<string, string | readonly string[]>>;
export type Test = (context: Context) => boolean;

type Compare = (actual: string, wanted: string) => boolean;

const like: Compare = (actual, wanted) => wildcard(wanted).test(actual);
const same: Compare = (actual, wanted) => actual === wanted;
const number =
  (compare: (actual: number, wanted: number) => boolean): Compare =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));

const operators: Readonly<Record<string, { compare: Compare; negated?: true }>> = {
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

/** Names of keys are the same in any case. */
function valueIn(context: Context, key: string): string | readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const name = Object.keys(context).find((one) => one.toLowerCase() === wanted);
  return name === undefined ? undefined : context[name];
}

function compileNull(key: string, wanted: unknown): Test {
  const absent = String(wanted) === 'true';
  return (context) => (valueIn(context, key) === undefined) === absent;
}

function compileKey(operator: string, key: string, wanted: unknown, path: string): Test {
  const [, set, name = operator] = /^(ForAnyValue|ForAllValues):(.*)$/.exec(operator) ?? [];
  if (name === 'Null') return compileNull(key, wanted);
  const optional = name.endsWith('IfExists');
  const found = operators[optional ? name.slice(0, -'IfExists'.length) : name];
  if (!found) {
    throw new Error(
      `${path}: condition operator ${operator} is not interpreted; add it to localstack/iam/iam-conditions.ts`,
    );
  }
  const values = strings(wanted);
  const one = (actual: string) =>
    values.some((value) => found.compare(actual, value)) !== (found.negated ?? false);
  return (context) => {
    const actual = valueIn(context, key);
    if (actual === undefined) return optional || set === 'ForAllValues' || (found.negated ?? false);
    const all = strings(actual);
    return set === 'ForAllValues' ? all.every(one) : all.some(one);
  };
}

/** A statement's Condition: every operator and every key must hold. */
export function compileCondition(
  condition: Record<string, Record<string, unknown>> | undefined,
  path: string,
): Test {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => compileKey(operator, key, wanted, path)),
  );
  return (context) => tests.every((test) => test(context));
}
