// What a rule of a filter pattern may compare with.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isList = (test: (one: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(test);

const comparisons = ['=', '<', '<=', '>', '>='];

const isRange = (value: unknown): boolean =>
  Array.isArray(value) &&
  (value.length === 2 || value.length === 4) &&
  value.every((one, at) => (at % 2 === 0 ? comparisons.includes(String(one)) : isNumber(one)));

const isFolded = (value: unknown) =>
  isObject(value) && Object.keys(value).length === 1 && isText(value['equals-ignore-case']);

const isAffix = (value: unknown) => isText(value) || isFolded(value);

const isAnythingBut = (value: unknown): boolean => {
  if (!isObject(value)) {
    return isText(value) || isNumber(value) || isList((one) => isText(one) || isNumber(one))(value);
  }
  const [[name = '', wanted] = [], ...more] = Object.entries(value);
  return (
    more.length === 0 &&
    ['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(name) &&
    (isText(wanted) || isList(isText)(wanted))
  );
};

const values: Readonly<Record<string, (value: unknown) => boolean>> = {
  exists: (value) => typeof value === 'boolean',
  prefix: isAffix,
  suffix: isAffix,
  wildcard: isText,
  'equals-ignore-case': isText,
  numeric: isRange,
  'anything-but': isAnythingBut,
};

/** A rule that is not here says itself what it takes. */
export const takes = (rule: string, value: unknown): boolean =>
  !Object.hasOwn(values, rule) || values[rule]?.(value) === true;
