// What reads parameters: by name, version or ARN, by path, and their descriptions.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html
import { hash } from 'node:crypto';
import { type Account, arnOf } from '../cloud/arn.ts';
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { ParameterStore, ParameterVersion } from './parameters.ts';

interface Filter {
  readonly Key?: string;
  readonly Option?: string;
  readonly Values?: readonly string[];
}

export interface ReadRequest {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly Recursive?: boolean;
  readonly WithDecryption?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ParameterFilters?: readonly Filter[];
}

const mostNames = 10;

export const parameterArn = (name: string, account: Account) =>
  arnOf('ssm', `parameter/${nameOf(name).replace(/^\//, '')}`, account);

/** A name, or an ARN of this or another account's parameter; with or without `:version`. */
function nameOf(given: string): string {
  const [, path] = /^arn:[\w-]+:ssm:[^:]*:\d*:parameter(\/.+)$/.exec(given) ?? [];
  const [name = ''] = (path ?? given).split(':');
  return name;
}

function versionOf(given: string): number | undefined {
  const version = /:(\d+)$/.exec(given.replace(/^arn:(?:[^:]*:){4}/, ''))?.[1];
  return version === undefined ? undefined : Number(version);
}

function find(given: string, store: ParameterStore): ParameterVersion | undefined {
  const name = nameOf(given);
  // The ARN of a name without slashes has one all the same.
  const plain = given.startsWith('arn:') && !store.find(name) ? name.slice(1) : name;
  return store.find(plain, versionOf(given));
}

/** Without decryption a secure text is unreadable, and the same at each call. */
const shown = ({ type, value }: ParameterVersion, { WithDecryption }: ReadRequest) =>
  type === 'SecureString' && !WithDecryption ? hash('sha512', value, 'base64') : value;

export function readsOf(store: ParameterStore, account: Account) {
  const parameter = (one: ParameterVersion, request: ReadRequest) => ({
    Name: one.name,
    Value: shown(one, request),
    Type: one.type,
    Version: one.version,
    LastModifiedDate: one.modifiedAt / 1000,
    ARN: parameterArn(one.name, account),
    DataType: 'text',
  });

  function getParameter(request: ReadRequest) {
    const { Name: name = '' } = request;
    const found = find(name, store);
    if (found) return { Parameter: parameter(found, request) };
    if (versionOf(name) !== undefined && store.find(nameOf(name))) {
      throw new AwsError('ParameterVersionNotFound', `there is no version ${name}`);
    }
    throw new AwsError('ParameterNotFound', `there is no parameter ${name}`);
  }

  function getParameters(request: ReadRequest) {
    const { Names = [] } = request;
    if (Names.length < 1 || Names.length > mostNames) {
      throw new AwsError('ValidationException', `Names has 1 to ${mostNames} members.`);
    }
    return {
      Parameters: Names.flatMap((name) => {
        const found = find(name, store);
        return found ? [parameter(found, request)] : [];
      }),
      InvalidParameters: Names.filter((name) => !find(name, store)),
    };
  }

  function getParametersByPath(request: ReadRequest) {
    const { Path: path = '' } = request;
    if (!path.startsWith('/')) {
      throw new AwsError('ValidationException', 'The path begins with /.');
    }
    const found = store.entries().filter(({ name }) => isBelow(name, path, request.Recursive));
    const { items, NextToken } = page(found, request, 10);
    return { Parameters: items.map((one) => parameter(one, request)), NextToken };
  }

  function describeParameters(request: ReadRequest) {
    const filters = request.ParameterFilters ?? [];
    const found = store.entries().filter((one) => filters.every((filter) => passes(one, filter)));
    const { items, NextToken } = page(found, request, 50);
    return {
      Parameters: items.map(({ name, type, version, modifiedAt }) => ({
        Name: name,
        ARN: parameterArn(name, account),
        Type: type,
        Version: version,
        LastModifiedDate: modifiedAt / 1000,
        Tier: 'Standard',
        DataType: 'text',
      })),
      NextToken,
    };
  }

  return { getParameter, getParameters, getParametersByPath, describeParameters };
}

function isBelow(name: string, path: string, isRecursive = false): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  if (!name.startsWith(prefix)) return false;
  return isRecursive || !name.slice(prefix.length).includes('/');
}

const comparisons: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  Equals: (text, wanted) => text === wanted,
  BeginsWith: (text, wanted) => text.startsWith(wanted),
  Contains: (text, wanted) => text.includes(wanted),
};

function passes({ name, type }: ParameterVersion, { Key, Option, Values = [] }: Filter): boolean {
  if (Key === 'Path') return Values.some((path) => isBelow(name, path, Option === 'Recursive'));
  const compare = comparisons[Option ?? 'Equals'];
  if ((Key !== 'Name' && Key !== 'Type') || !compare) {
    throw new AwsError(
      'InvalidFilterKey',
      `the filter ${Key} ${Option} is not part of the embedded cloud: Name, Type or Path`,
    );
  }
  return Values.some((wanted) => compare(Key === 'Name' ? name : type, wanted));
}

/** At most `most` a page; the token is the number of those before. */
function page<T>(all: readonly T[], { MaxResults, NextToken }: ReadRequest, most: number) {
  const size = MaxResults ?? most;
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw new AwsError('ValidationException', `MaxResults is between 1 and ${most}.`);
  }
  const from = Number(NextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) {
    throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  }
  const end = from + size;
  return {
    items: all.slice(from, end),
    NextToken: end < all.length ? String(end) : undefined,
  };
}
