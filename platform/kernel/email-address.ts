// E-mail addresses as RFC 5321 has them: an ASCII dot-atom before the `@`, the labels of a host behind it.
import { domainToASCII, domainToUnicode } from 'node:url';
import { AppError } from './errors.ts';

/** https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
const longest = { local: 64, host: 253, address: 254 } as const;

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const local = new RegExp(`^${atom}(?:\\.${atom})*$`);
/** Letters of any script; nothing that a URL parser would take for a port, a path or an escape. */
const writtenHost = /^[\p{L}\p{M}\p{N}.-]+$/u;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** Two labels at least, the last one no number: an address of a machine is no mail domain. */
const host = new RegExp(`^(?:${label}\\.)+(?![0-9]+$)${label}$`);

/** Its Punycode stands for letters: Node passes on what it cannot read. */
const isReadable = (ascii: string): boolean => {
  const letters = domainToUnicode(ascii);
  return writtenHost.test(letters) && !/(?:^|\.)xn--/.test(letters);
};

/**
 * The one spelling of an address that mail is sent to and accounts are known by: lower case, the domain in Punycode
 * (`Kunde@Bücher.example` is `kunde@xn--bcher-kva.example`). Undefined for what mail cannot reach.
 */
export const emailAddressOf = (text: string): string | undefined => {
  const at = text.lastIndexOf('@');
  const before = text.slice(0, Math.max(at, 0));
  const behind = text.slice(at + 1);
  if (before.length > longest.local || !local.test(before) || !writtenHost.test(behind)) {
    return undefined;
  }
  const ascii = domainToASCII(behind);
  if (ascii.length > longest.host || !host.test(ascii) || !isReadable(ascii)) return undefined;
  const address = `${before.toLowerCase()}@${ascii}`;
  return address.length > longest.address ? undefined : address;
};

/** The address at `/email` of a body; throws `validation-failed`. */
export const checkedEmailAddress = (text: string): string => {
  const address = emailAddressOf(text);
  if (address !== undefined) return address;
  throw new AppError('validation-failed', {
    errors: [{ pointer: '/email', code: 'pattern', detail: 'is not an address that mail reaches' }],
  });
};
