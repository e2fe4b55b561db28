// What answers of a deprecated route say: since when, until when, and what has taken its place.
import type { RouteContract } from '../../events/http/route.ts';

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
