// Headers that every answer has, those by which a page in a browser may read it, and those of a route on its way out.
import type { RouteContract } from '../../events/http/route.ts';
import { headerOf, type RawRequest } from './request.ts';

export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** What a page in a browser may read beside the body; without a name of its own a header is hidden from it. */
const exposedHeaders =
  'Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, View-Consistency, X-Cart-Token, X-Request-Id';

export const corsHeaders = (
  raw: RawRequest,
  origins: readonly string[] = [],
): Record<string, string> => {
  if (origins.length === 0) return {};
  const origin = headerOf(raw, 'origin');
  // Also where nobody asks from a page: what a cache keeps of it must not be the answer to a page.
  if (origin === undefined || !origins.includes(origin)) return { vary: 'Origin' };
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposedHeaders,
    vary: 'Origin',
  };
};

/** What an answer depends on, by all who have a part in it: https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches */
export const varyOf = (...parts: readonly (string | undefined)[]): { readonly vary?: string } => {
  const names = new Set(parts.flatMap((part) => part?.split(/,\s*/) ?? []));
  return names.size === 0 ? {} : { vary: [...names].join(', ') };
};

/** Where people read of it. */
const documentation = '</v1/docs>; rel="deprecation"; type="text/html"';

const filled = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? encodeURIComponent(params[name] ?? '') : whole,
  );

/**
 * `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`; none where the contract says nothing.
 * https://www.rfc-editor.org/rfc/rfc9745#section-2.1
 */
export const deprecationHeaders = (
  { deprecated }: RouteContract,
  params: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  if (deprecated === undefined) return {};
  const { since, sunset, successor } = deprecated;
  const target = encodeURI(filled(successor, params)).replaceAll('%25', '%');
  return {
    deprecation: `@${Date.parse(since) / 1_000}`,
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    link: `<${target}>; rel="successor-version", ${documentation}`,
  };
};
