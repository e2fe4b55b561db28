// Who may speak to what belongs to the developer: programs of this machine, and no page of another site in its browser.

import type { IncomingMessage } from 'node:http';

/** Names beside those of the loopback under which this machine may be asked, by comma: `TANDEM_HOSTS=dev.internal`. */
const configured = (process.env.TANDEM_HOSTS ?? '')
  .split(',')
  .map((name) => name.trim().toLowerCase())
  .filter((name) => name !== '');

const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Of `name:port`, `[address]:port` or either without a port; undefined for what is none of these. */
function hostName(host: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
}

function isOurs(host: string, names: readonly string[]): boolean {
  const name = hostName(host);
  return name !== undefined && (loopback.test(name) || names.includes(name));
}

function isOurPage(url: string, names: readonly string[]): boolean {
  const { protocol, host } = URL.parse(url) ?? {};
  return /^https?:$/.test(protocol ?? '') && isOurs(host ?? '', names);
}

/**
 * Why a request is refused; undefined when it is not. A page can choose neither these headers nor leave them out: `Host`
 * is foreign where a name was rebound to this machine, the others where a page of another site asks. Programs send none
 * of the others.
 */
export function refusalOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  names: readonly string[] = configured,
): string | undefined {
  const { host = '', origin, referer } = headers;
  if (!isOurs(host, names)) {
    return `the Host "${host}" is not this machine: use localhost, 127.0.0.1 or [::1], or name it in TANDEM_HOSTS`;
  }
  if (origin !== undefined && !isOurPage(origin, names)) {
    return `a page of ${origin} may not ask this machine; a host of its own is named in TANDEM_HOSTS`;
  }
  if (referer !== undefined && !isOurPage(referer, names)) {
    return 'a page of another site may not ask this machine (Referer)';
  }
  if (headers['sec-fetch-site'] === 'cross-site') {
    return 'a page of another site may not ask this machine (Sec-Fetch-Site)';
  }
  return undefined;
}
