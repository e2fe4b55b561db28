// Which URLs may be an endpoint at all; what their names resolve to is checked again at each connection.
import { AppError } from '../../../platform/kernel/errors.ts';

const ports = new Set(['', '443', '8443']);
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Names that never belong to somebody else's server: of special use (https://www.iana.org/assignments/special-use-domain-names),
 * or what networks, routers and clusters call themselves. None of them is a top-level domain.
 */
const internalSuffixes = new Set([
  ...['alt', 'arpa', 'invalid', 'internal', 'local', 'localhost', 'onion', 'test'],
  ...['corp', 'home', 'mail', 'belkin', 'domain', 'lan', 'intranet', 'private', 'workgroup'],
  ...['localdomain', 'svc', 'cluster', 'consul', 'docker', 'kubernetes', 'node', 'pod'],
]);

/** A top level is letters, or Punycode: https://www.rfc-editor.org/rfc/rfc3696#section-2 */
const isTopLevel = (label: string): boolean => /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(label);

const isPublicName = (hostname: string): boolean => {
  const labels = hostname.split('.');
  const last = labels.at(-1) ?? '';
  return (
    labels.length > 1 &&
    labels.every((label) => label !== '' && label.length <= 63) &&
    isTopLevel(last) &&
    !internalSuffixes.has(last)
  );
};

const isLiteral = (hostname: string): boolean =>
  hostname.startsWith('[') || /^[\d.]+$/.test(hostname);

export interface UrlRules {
  /** Endpoints on this very machine may be called without TLS: for development. */
  readonly allowsLoopback: boolean;
}

export const isLoopbackUrl = ({ hostname }: URL): boolean => loopback.has(hostname);

const faultOf = (url: URL, { allowsLoopback }: UrlRules): string | undefined => {
  const { protocol, hostname, port, username, password } = url;
  if (username !== '' || password !== '') return 'credentials do not belong into the URL';
  if (allowsLoopback && isLoopbackUrl(url) && /^https?:$/.test(protocol)) return undefined;
  if (protocol !== 'https:') return 'only https is taken';
  if (!ports.has(port)) return 'only the ports 443 and 8443 are taken';
  // The URL parser has turned every odd notation of an address into the usual one by now.
  if (isLiteral(hostname)) return 'a name is wanted, not an address';
  return isPublicName(hostname) ? undefined : 'the name is not a public one';
};

/** Throws `webhook-url-rejected`. */
export const checkUrl = (text: string, rules: UrlRules): URL => {
  const refuse = (detail: string): never => {
    throw new AppError('webhook-url-rejected', {
      detail,
      errors: [{ pointer: '/url', code: 'webhook-url-rejected', detail }],
    });
  };
  // The parser mends what is no URL of RFC 3986: slashes that are missing or too many.
  const isWritten = /^https?:\/\/[^/]/i.test(text) || !/^https?:/i.test(text);
  if (!URL.canParse(text) || !isWritten || /[\s\\\p{Cc}]/u.test(text)) {
    return refuse('it is not a URL');
  }
  const url = new URL(text);
  const fault = faultOf(url, rules);
  return fault === undefined ? url : refuse(fault);
};
