// What a rule of a filter may compare with: patterns of events, and with other numbers and beginnings the policies of SNS.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown) => typeof value === 'string';
const isList = (test: (one: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(test);

const comparisons = ['=', '<', '<=', '>', '>='];

type Test = (value: unknown) => boolean;

export interface Comparable {
  readonly isNumber: Test;
  /** Of a beginning or an end. */
  readonly isAffix: Test;
}

/** By the name of a rule, what it may compare with. */
export const ruleValues = ({ isNumber, isAffix }: Comparable): Readonly<Record<string, Test>> => {
  const isOne: Test = (value) => isText(value) || isNumber(value);
  const isRange: Test = (value) =>
    Array.isArray(value) &&
    (value.length === 2 || value.length === 4) &&
    value.every((one, at) => (at % 2 === 0 ? comparisons.includes(String(one)) : isNumber(one)));
  const isAnythingBut: Test = (value) => {
    if (!isObject(value)) return isOne(value) || isList(isOne)(value);
    const [[name = '', wanted] = [], ...more] = Object.entries(value);
    return (
      more.length === 0 &&
      ['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(name) &&
      (isText(wanted) || isList(isText)(wanted))
    );
  };
  return {
    exists: (value) => typeof value === 'boolean',
    prefix: isAffix,
    suffix: isAffix,
    wildcard: isText,
    'equals-ignore-case': isText,
    numeric: isRange,
    'anything-but': isAnythingBut,
  };
};

const isFolded: Test = (value) =>
  isObject(value) && Object.keys(value).length === 1 && isText(value['equals-ignore-case']);

const values = ruleValues({
  isNumber: (value) => typeof value === 'number' && Number.isFinite(value),
  isAffix: (value) => isText(value) || isFolded(value),
});

/** A rule that is not here says itself what it takes. */
export const takes = (rule: string, value: unknown): boolean =>
  !Object.hasOwn(values, rule) || values[rule]?.(value) === true;
