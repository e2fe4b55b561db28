// Which parameters a list is about.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { ParameterVersion } from './parameters.ts';

export interface Filter {
  readonly Key?: string;
  readonly Option?: string;
  readonly Values?: readonly string[];
}

export function isBelow(name: string, path: string, isRecursive = false): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  if (!name.startsWith(prefix)) return false;
  return isRecursive || !name.slice(prefix.length).includes('/');
}

type Compare = (text: string, wanted: string) => boolean;

const comparisons: Readonly<Record<string, Compare>> = {
  Equals: (text, wanted) => text === wanted,
  BeginsWith: (text, wanted) => text.startsWith(wanted),
  Contains: (text, wanted) => text.includes(wanted),
};

const members: Readonly<Record<string, (one: ParameterVersion) => string>> = {
  Name: ({ name }) => name,
  Type: ({ type }) => type,
  Tier: ({ tier }) => tier,
  DataType: ({ dataType }) => dataType,
};

const optionError = (option: string | undefined) =>
  new AwsError('InvalidFilterOption', `The following filter option is not valid: ${option}.`);

function byPath(
  values: readonly string[],
  option = 'OneLevel',
): (one: ParameterVersion) => boolean {
  if (option !== 'OneLevel' && option !== 'Recursive') throw optionError(option);
  if (values.some((path) => !path.startsWith('/'))) {
    throw new AwsError('ValidationException', 'The path of a filter begins with /.');
  }
  return ({ name }) => values.some((path) => isBelow(name, path, option === 'Recursive'));
}

/** Throws where a filter is none, or none of the keys that the operation takes. */
export function filterOf(
  { Key = '', Option, Values = [] }: Filter,
  keys: readonly string[],
): (one: ParameterVersion) => boolean {
  if (!keys.includes(Key)) {
    throw new AwsError(
      'InvalidFilterKey',
      `the filter ${Key} is not part of the embedded cloud: ${keys.join(', ')}`,
    );
  }
  if (Values.length === 0 || Values.includes('')) {
    throw new AwsError('InvalidFilterValue', `The filter ${Key} has no value.`);
  }
  if (Key === 'Path') return byPath(Values, Option);
  const option = Option ?? 'Equals';
  const compare = Object.hasOwn(comparisons, option) ? comparisons[option] : undefined;
  if (!compare || (Key !== 'Name' && option !== 'Equals')) throw optionError(Option);
  return (one) => Values.some((wanted) => compare(members[Key]?.(one) ?? '', wanted));
}
