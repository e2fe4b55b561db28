// Whom to count together: who holds one IPv6 address holds all of its /64, and an IPv4 address may come dressed as IPv6.
import { isIPv4, isIPv6 } from 'node:net';

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));

/** The eight groups of an IPv6 address as numbers. */
const groups = (address: string): number[] => {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, lead = '', a, b, c, d] = dotted ?? [];
  const pair = (high?: string, low?: string) => (Number(high) * 256 + Number(low)).toString(16);
  const text = dotted === null ? address : `${lead}${pair(a, b)}:${pair(c, d)}`;
  const [head = '', tail] = text.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...after].map((group) =>
    Number.parseInt(group, 16),
  );
};

/** `::ffff:0:0/96` (RFC 4291), and `64:ff9b::/96` of translators (RFC 6052). */
const carriesIPv4 = (all: readonly number[]): boolean => {
  const [first, second, ...rest] = all.slice(0, 6);
  const isMapped = first === 0 && second === 0 && rest.join() === '0,0,0,65535';
  return isMapped || (first === 0x64 && second === 0xff9b && rest.every((group) => group === 0));
};

/**
 * The network a client is counted by: an IPv4 address as it is, the /64 of an IPv6 address (`2001:db8:0:1::/64`),
 * which is what one subscriber gets (https://www.rfc-editor.org/rfc/rfc6177). Anything else stays what it is.
 */
export const networkOf = (address: string): string => {
  const [plain = ''] = address.split('%');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const all = groups(plain);
  if (carriesIPv4(all)) {
    return all
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  }
  const prefix = all.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(':')}::/64`;
};
