// The borders of every network that a webhook may not go to, and what an endpoint may ask for.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isPublic } from '../../functions/webhooks/outbound/address.ts';
import { createTransport } from '../../functions/webhooks/outbound/transport.ts';

/** The first and the last of each, and the public ones beside them where there are any: https://www.iana.org/assignments/iana-ipv4-special-registry */
const networks: readonly (readonly [
  before: string | undefined,
  first: string,
  last: string,
  after: string | undefined,
])[] = [
  [undefined, '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
  ['192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['192.88.98.255', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
  ['223.255.255.255', '224.0.0.0', '239.255.255.255', undefined],
  [undefined, '240.0.0.0', '255.255.255.255', undefined],
  ['2000::', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::'],
  ['2001:db7:ffff::', '2001:db8::', '2001:db8:ffff::1', '2001:db9::'],
  ['2001:ffff::', '2002::', '2002:ffff::1', '2003::'],
  ['3ffe:ffff::', '3fff::', '3fff:fff:ffff::1', '3fff:1000::'],
  [undefined, '::', '1fff:ffff::', '2000::1'],
  ['3fff:ffff::', '4000::', 'ffff::', undefined],
];

it.each(networks)('beside %s, from %s to %s, beside %s', (before, first, last, after) => {
  const given = [before, first, last, after].map((each) => each === undefined || isPublic(each));
  expect(given).toEqual([true, false, false, true]);
});

it('an address is the same with its zone', () => {
  expect([isPublic('2606:4700::1111%eth0'), isPublic('fe80::1%eth0')]).toEqual([true, false]);
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00.000Z');
  const asked = async (retryAfter: string | undefined) => {
    const server = createServer((_, response) => {
      response.writeHead(429, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const post = createTransport({ allowsLoopback: true, now: () => now + 500 });
    try {
      return await post({ url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it.each([
    ['0', 0],
    ['120', 120],
    ['999999999', 999_999_999],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120],
    ['Thu, 01 Jan 2026 01:00:00 GMT', 3_600],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('of %s is %s seconds', async (given, retryAfterSeconds) => {
    const { status, ...result } = await asked(given);
    expect([status, result.retryAfterSeconds]).toEqual([429, retryAfterSeconds]);
  });
});
