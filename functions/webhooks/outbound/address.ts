// Which addresses a webhook may go to: public ones, and nothing that only looks like one.
import { type LookupAddress, type LookupAllOptions, lookup as resolve } from 'node:dns';
import { BlockList, isIPv4, type LookupFunction } from 'node:net';

/** Not globally reachable: https://www.iana.org/assignments/iana-ipv4-special-registry */
const special: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within the global unicast range and yet not public: https://www.iana.org/assignments/iana-ipv6-special-registry */
const special6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked = new BlockList();
for (const [network, prefix] of special) blocked.addSubnet(network, prefix, 'ipv4');
const blocked6 = new BlockList();
for (const [network, prefix] of special6) blocked6.addSubnet(network, prefix, 'ipv6');
/** Everything else of IPv6 (mapped IPv4, NAT64, unique local, link local …) is not public. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

export const isPublic = (address: string): boolean => {
  if (isIPv4(address)) return !blocked.check(address, 'ipv4');
  const [plain = ''] = address.split('%');
  return global6.check(plain, 'ipv6') && !blocked6.check(plain, 'ipv6');
};

/** Its text is for the log: whoever named the host must not learn where it leads. */
export class ForbiddenAddress extends Error {
  constructor(hostname: string, address: string) {
    super(`${hostname} leads to ${address}, which is not public`);
    this.name = 'ForbiddenAddress';
  }
}

export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The socket connects to what this answers, so a name cannot lead elsewhere between check and connection. */
export const publicLookup =
  (lookUp: Resolve = resolve): LookupFunction =>
  (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const bad = addresses.find(({ address }) => !isPublic(address));
      if (bad !== undefined) return callback(new ForbiddenAddress(hostname, bad.address), '');
      const [first] = addresses;
      if (first === undefined) return callback(new ForbiddenAddress(hostname, 'nothing'), '');
      return options.all === true
        ? callback(null, addresses)
        : callback(null, first.address, first.family);
    });
  };
