// What of a request goes on to each of the two shops: named headers only, so that neither hop-by-hop ones nor secrets slip through.
import { createHash } from 'node:crypto';
import type { RouteContract } from '../../events/http/route.ts';
import type { Request } from '../../platform/http/endpoint.ts';
import { networkOf } from '../../platform/http/network.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { filled } from './domain/path.ts';
import type { Question } from './side.ts';

const toLegacy = [
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'user-agent',
];

const toTandem = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'user-agent',
  'x-cart-token',
];

const named = (request: Request, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, request.header(name)]));

export const queryOf = (request: Request): URLSearchParams => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((request.query ?? {}) as Record<string, unknown>)) {
    for (const each of [value].flat()) query.append(name, String(each));
  }
  return query;
};

/** @param sendsToken whether the legacy shop may see the access token of the caller */
export const headersForLegacy = (request: Request, sendsToken: boolean): Question['headers'] => ({
  ...named(request, sendsToken ? [...toLegacy, 'authorization'] : toLegacy),
  'x-request-id': request.requestId,
  'x-forwarded-for': request.sourceIp,
  'x-forwarded-proto': request.header('x-forwarded-proto') ?? 'https',
  'x-forwarded-host': request.header('host'),
  // https://www.rfc-editor.org/rfc/rfc9110#field.via
  via: '1.1 tandem',
});

export const headersForTandem = (request: Request): Question['headers'] => ({
  ...named(request, toTandem),
  'x-request-id': request.requestId,
});

/** @param template path of the route, or its path at the legacy shop */
export const questionFor = (
  { method }: RouteContract,
  request: Request,
  template: string,
  headers: Question['headers'],
): Question => {
  const path = filled(template, (request.params ?? {}) as Record<string, string>);
  if (path === undefined) throw new AppError('not-found');
  return { method, path, query: queryOf(request), headers, body: request.rawBody };
};

/** The place of the caller from 0 to below 100: of a person by the account, of a guest by the network. */
export const placeOf = ({ identity, sourceIp }: Request): number =>
  (createHash('sha256')
    .update(identity?.subject ?? networkOf(sourceIp))
    .digest()
    .readUInt32BE(0) /
    2 ** 32) *
  100;
