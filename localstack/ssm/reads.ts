// What reads parameters: by name, version or ARN, by path, and their descriptions.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html
import { hash } from 'node:crypto';
import { type Account, arnOf } from '../cloud/arn.ts';
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import { pageOf } from '../cloud/protocol/paging.ts';
import { type Filter, filterOf, isBelow } from './filters.ts';
import type { ParameterStore, ParameterVersion } from './parameters.ts';

export interface ReadRequest {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly Recursive?: boolean;
  readonly WithDecryption?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ParameterFilters?: readonly Filter[];
  /** The older way, whose names are beginnings. */
  readonly Filters?: readonly Filter[];
}

const mostNames = 10;
/** What a description may be found by. */
const described = ['Name', 'Type', 'Tier', 'DataType', 'Path'];

export const parameterArn = (name: string, account: Account) =>
  arnOf('ssm', `parameter/${nameOf(name).replace(/^\//, '')}`, account);

/** Of a name, or an ARN of this or another account's parameter; with or without `:version`. */
function partsOf(given: string): readonly string[] {
  const [, path] = /^arn:[\w-]+:ssm:[^:]*:\d*:parameter(\/.+)$/.exec(given) ?? [];
  return (path ?? given).split(':');
}

const nameOf = (given: string): string => partsOf(given)[0] ?? '';

/** What follows the name: a version, or a label. */
const selectorOf = (given: string): string | undefined => {
  const [, ...selectors] = partsOf(given);
  return selectors.length === 0 ? undefined : selectors.join(':');
};

function find(given: string, store: ParameterStore): ParameterVersion | undefined {
  const name = nameOf(given);
  const selector = selectorOf(given);
  // The ARN of a name without slashes has one all the same.
  const plain = given.startsWith('arn:') && !store.find(name) ? name.slice(1) : name;
  if (selector === undefined) return store.find(plain);
  // No version has a label in the embedded cloud.
  return /^\d{1,15}$/.test(selector) ? store.find(plain, Number(selector)) : undefined;
}

/** Without decryption a secure text is unreadable, and the same at each call. */
const shown = ({ type, value }: ParameterVersion, { WithDecryption }: ReadRequest) =>
  type === 'SecureString' && !WithDecryption ? hash('sha512', value, 'base64') : value;

export function readsOf(store: ParameterStore, account: Account) {
  const parameter = (one: ParameterVersion, request: ReadRequest, given = one.name) => ({
    Name: one.name,
    ...(selectorOf(given) !== undefined && { Selector: `:${selectorOf(given)}` }),
    Value: shown(one, request),
    Type: one.type,
    Version: one.version,
    LastModifiedDate: one.modifiedAt / 1000,
    ARN: parameterArn(one.name, account),
    DataType: one.dataType,
  });

  const about = (one: ParameterVersion) => ({
    Name: one.name,
    Type: one.type,
    Version: one.version,
    LastModifiedDate: one.modifiedAt / 1000,
    Tier: one.tier,
    DataType: one.dataType,
    Description: one.description,
    AllowedPattern: one.allowedPattern,
  });

  function getParameter(request: ReadRequest) {
    const { Name: name = '' } = request;
    if (name === '') throw new AwsError('ValidationException', 'Name has at least a character.');
    const found = find(name, store);
    if (found) return { Parameter: parameter(found, request, name) };
    if (selectorOf(name) !== undefined && store.find(nameOf(name))) {
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
        return found ? [parameter(found, request, name)] : [];
      }),
      InvalidParameters: Names.filter((name) => !find(name, store)),
    };
  }

  function getParametersByPath(request: ReadRequest) {
    const { Path: path = '', ParameterFilters = [] } = request;
    if (!path.startsWith('/') || path.includes('//')) {
      throw new AwsError('ValidationException', 'The path begins with /, and no level is empty.');
    }
    const filters = ParameterFilters.map((filter) => filterOf(filter, ['Type']));
    const found = store
      .entries()
      .filter(({ name }) => isBelow(name, path, request.Recursive))
      .filter((one) => filters.every((filter) => filter(one)));
    const { items, NextToken } = page(found, request, 10, nameIn);
    return { Parameters: items.map((one) => parameter(one, request)), NextToken };
  }

  function describeParameters({ Filters = [], ParameterFilters = [], ...request }: ReadRequest) {
    if (Filters.length > 0 && ParameterFilters.length > 0) {
      throw new AwsError('ValidationException', 'Filters and ParameterFilters exclude each other.');
    }
    const older = Filters.map(({ Key, Values }) =>
      filterOf({ Key, Values, ...(Key === 'Name' && { Option: 'BeginsWith' }) }, ['Name', 'Type']),
    );
    const newer = ParameterFilters.map((filter) => filterOf(filter, described));
    const filters = [...older, ...newer];
    const found = store.entries().filter((one) => filters.every((filter) => filter(one)));
    const { items, NextToken } = page(found, request, 50, nameIn);
    const Parameters = items.map((one) => ({
      ...about(one),
      ARN: parameterArn(one.name, account),
    }));
    return { Parameters, NextToken };
  }

  function getParameterHistory(request: ReadRequest) {
    const { Name: name = '' } = request;
    if (!store.find(name)) throw new AwsError('ParameterNotFound', `there is no parameter ${name}`);
    const { items, NextToken } = page(store.versions(name), request, 50, ({ version }) =>
      String(version),
    );
    const Parameters = items.map((one) => ({ ...about(one), Value: shown(one, request) }));
    return { Parameters, NextToken };
  }

  return {
    getParameter,
    getParameters,
    getParametersByPath,
    describeParameters,
    getParameterHistory,
  };
}

const nameIn = ({ name }: ParameterVersion) => name;

/** At most `most` a page. */
function page<T>(
  all: readonly T[],
  { MaxResults, NextToken }: ReadRequest,
  most: number,
  keyOf: (one: T) => string,
) {
  const asked = { size: MaxResults, token: NextToken };
  const { items, next } = pageOf(all, asked, {
    most,
    keyOf,
    sizeError: 'ValidationException',
    tokenError: 'InvalidNextToken',
  });
  return { items, NextToken: next };
}
