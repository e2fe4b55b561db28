// Which URLs may be an endpoint at all; what their names resolve to is checked again at each connection.
import { AppError } from '../../../platform/errors.ts';

const ports = new Set(['', '443', '8443']);
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Names that never belong to somebody else's server. */
const internalSuffix =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa|onion|test|invalid)$/;

const isLiteral = (hostname: string): boolean =>
  hostname.startsWith('[') || /^[\d.]+$/.test(hostname);

const faultOf = (url: URL): string | undefined => {
  const { protocol, hostname, port, username, password } = url;
  if (protocol !== 'https:') return 'only https is taken';
  if (username !== '' || password !== '') return 'credentials do not belong into the URL';
  if (!ports.has(port)) return 'only the ports 443 and 8443 are taken';
  // The URL parser has turned every odd notation of an address into the usual one by now.
  if (isLiteral(hostname)) return 'a name is wanted, not an address';
  if (!hostname.includes('.') || internalSuffix.test(hostname) || hostname.endsWith('.')) {
    return 'the name is not a public one';
  }
  return undefined;
};

export interface UrlRules {
  /** Endpoints on this very machine may be called without TLS: for development. */
  readonly allowsLoopback: boolean;
}

export const isLoopbackUrl = ({ hostname }: URL): boolean => loopback.has(hostname);

/** Throws `webhook-url-rejected`. */
export const checkUrl = (text: string, { allowsLoopback }: UrlRules): URL => {
  const refuse = (detail: string): never => {
    throw new AppError('webhook-url-rejected', {
      detail,
      errors: [{ pointer: '/url', code: 'webhook-url-rejected', detail }],
    });
  };
  if (!URL.canParse(text) || /[\s\\\p{Cc}]/u.test(text)) return refuse('it is not a URL');
  const url = new URL(text);
  if (allowsLoopback && isLoopbackUrl(url) && /^https?:$/.test(url.protocol)) return url;
  const fault = faultOf(url);
  return fault === undefined ? url : refuse(fault);
};
