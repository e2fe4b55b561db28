// A legacy shop beside this one: its own paths, the routes of ours that it may answer, and how each of them is switched.
import { type Static, Type } from 'typebox';
import { strict } from '../schemas.ts';
import { api } from './api.ts';
import { defineRoute, type Method, open } from './route.ts';

const path = '/legacy/{proxy+}';
/** Bytes that a request to the legacy shop may have. */
const bodyLimit = 1024 * 1024;

const ofLegacy = (method: Method) =>
  defineRoute({
    id: `legacy.${method.toLowerCase()}`,
    service: 'legacy',
    method,
    path,
    summary: 'What the legacy shop has at this path',
    auth: open,
    bodyLimit,
    request: {
      params: strict({ proxy: Type.String({ maxLength: 2000 }) }),
      query: Type.Object({}, { additionalProperties: true }),
    },
    responses: { 200: Type.Unknown() },
  });

/** There only where a stage has a legacy shop, so they are in no document of the API. */
export const legacyPaths = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map(ofLegacy);

/** Accounts, money and messages stay here: two shops do not share their secrets. */
const withinReach: ReadonlySet<string> = new Set(['orders', 'products']);

/** Routes that the legacy shop may answer. */
export const movableRoutes = api.filter(
  ({ service, auth, streams }) =>
    withinReach.has(service) &&
    // A function answers at once and as a whole.
    streams === undefined &&
    !(auth.kind === 'bearer' && auth.roles.length === 0),
);

/** JSON Pointer (RFC 6901) without escapes; `*` stands for each item of a list. */
const Place = Type.String({ pattern: '^(/[^/~]{1,100}){1,20}$', maxLength: 500 });

/** How the answers of the legacy shop are read, and compared with ours. */
export const LegacyRule = strict({
  /** At the legacy shop, with the parameters of the route; that of the route where none is given. */
  path: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: '^(/(?!\\.{1,2}(?:/|$))([A-Za-z0-9._~-]+|\\{[A-Za-z]\\w*\\}))+$',
    }),
  ),
  /** The answer in our shape: see functions/legacy/domain/translation.ts. */
  answer: Type.Optional(Type.Unknown()),
  /** Members that may differ. */
  ignore: Type.Optional(Type.Array(Place, { maxItems: 50 })),
  /** Lists whose order says nothing. */
  unordered: Type.Optional(Type.Array(Place, { maxItems: 50 })),
  /** How far two numbers may be apart. */
  tolerance: Type.Optional(Type.Number({ minimum: 0 })),
});
export type LegacyRule = Static<typeof LegacyRule>;

export const LegacyMode = Type.Enum(['legacy', 'shadow', 'tandem']);
export type LegacyMode = Static<typeof LegacyMode>;

/** Kept in Parameter Store, one for each route, at most 4 KiB. */
export const LegacySwitch = strict({
  mode: LegacyMode,
  /** Per cent of the customers that the mode is for; the legacy shop alone answers the others. */
  share: Type.Integer({ minimum: 0, maximum: 100 }),
  rule: Type.Optional(LegacyRule),
  /** Who has switched, and when. */
  by: Type.String({ maxLength: 300 }),
  at: Type.String({ maxLength: 40 }),
});
export type LegacySwitch = Static<typeof LegacySwitch>;
