// What a request brings, checked against its contract before a handler sees it.
import type { TSchema } from 'typebox';
import type { RouteContract } from '../../events/http/route.ts';
import { AppError, type InputError } from '../kernel/errors.ts';
import { parseJson, replacement } from '../validation/json.ts';
import { faultsOf } from '../validation/validation.ts';
import type { RawRequest } from './request.ts';

const defaultBodyLimit = 64 * 1024;

/** Throws `validation-failed` or `unknown-member`; `coerce` converts the strings of a query in place. */
export const check = (schema: TSchema, value: unknown, coerce: boolean): void => {
  const errors = faultsOf(schema, value, { coerce });
  if (errors.length === 0) return;
  const isUnknownMember = errors.every(({ code }) => code === 'unknown-member');
  throw new AppError(isUnknownMember ? 'unknown-member' : 'validation-failed', { errors });
};

/** A path that does not fit its contract names nothing: 404. */
export const paramsOf = (contract: RouteContract, raw: RawRequest): unknown => {
  const { params } = contract.request;
  if (params === undefined) return undefined;
  if (faultsOf(params, raw.params).length > 0) throw new AppError('not-found');
  return raw.params;
};

const fromPairs = (pairs: URLSearchParams): Record<string, string | string[]> => {
  const members: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(pairs.keys())) {
    const values = pairs.getAll(name);
    members[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return members;
};

/** As in a body, where such bytes stand for no text: it is not quietly read as another one. */
const refuseGarbled = (pairs: URLSearchParams): void => {
  if ([...pairs].flat().some((text) => text.includes(replacement))) {
    throw new AppError('malformed-request', { detail: 'The query holds bytes that are no UTF-8.' });
  }
};

/** Ajv converts whatever JavaScript takes for a number, such as `0x10`, ` 5` and `1e1`. */
const oddNumbers = (given: object, converted: Readonly<Record<string, unknown>>): InputError[] =>
  Object.entries(given)
    .filter(([name, text]) => {
      const value = converted[name];
      return typeof value === 'number' && String(value) !== text;
    })
    .map(([name]) => ({
      pointer: `/${name}`,
      code: 'type',
      detail: 'must be an integer in digits',
    }));

export const queryOf = (contract: RouteContract, raw: RawRequest): unknown => {
  const { query } = contract.request;
  if (query === undefined) return undefined;
  refuseGarbled(raw.query);
  const members = fromPairs(raw.query);
  const given = { ...members };
  check(query, members, true);
  const errors = oddNumbers(given, members);
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
  return members;
};

/** As `Type.Optional` marks it; the library itself is not in the bundles. */
const isOptional = (schema: TSchema | undefined): boolean =>
  schema !== undefined && '~optional' in schema;

/** Two are none: each reader could take another of them. */
const mediaTypeOf = ({ headers }: RawRequest): string => {
  const [value = '', ...more] = headers['content-type'] ?? [];
  return more.length > 0 ? '' : (value.split(';', 1)[0]?.trim().toLowerCase() ?? '');
};

/** `URLSearchParams` puts U+FFFD where bytes are no UTF-8, so that two secrets could be one: refused before. */
const decodeForm = (body: Uint8Array): Record<string, unknown> => {
  try {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
    if (text.includes(replacement)) throw new Error('bytes were replaced');
    for (const part of text.split(/[&=]/)) decodeURIComponent(part);
    return fromPairs(new URLSearchParams(text));
  } catch (cause) {
    throw new AppError('malformed-request', { detail: 'This is no form in UTF-8.', cause });
  }
};

export const bodyOf = (contract: RouteContract, raw: RawRequest): unknown => {
  const { bodyLimit = defaultBodyLimit, accepts = 'application/json', rawBody, request } = contract;
  if (raw.body.byteLength > bodyLimit) {
    throw new AppError('payload-too-large', { detail: `At most ${bodyLimit} bytes.` });
  }
  if (request.body === undefined && rawBody === undefined) return undefined;
  if (raw.body.byteLength === 0 && isOptional(request.body)) return undefined;
  if (raw.headers['content-encoding'] !== undefined || mediaTypeOf(raw) !== accepts) {
    throw new AppError('unsupported-media-type', { detail: `Send ${accepts}, not encoded.` });
  }
  if (request.body === undefined) return undefined;
  const isForm = accepts === 'application/x-www-form-urlencoded';
  const value = isForm ? decodeForm(raw.body) : parseJson(raw.body);
  check(request.body, value, false);
  return value;
};
