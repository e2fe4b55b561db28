// Where a webhook may go: hostile names and addresses get no connection.
import { createHook } from 'node:async_hooks';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attempted, type Delivery } from '../../functions/webhooks/domain/delivery.ts';
import { checkUrl } from '../../functions/webhooks/domain/url-rules.ts';
import { isPublic, type Resolve } from '../../functions/webhooks/outbound/address.ts';
import { createTransport } from '../../functions/webhooks/outbound/transport.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { refusal } from '../support/refusals.ts';

const strict = { allowsLoopback: false };

const rejectedUrls = [
  'http://merchant.example.com/hook',
  'ftp://merchant.example.com/hook',
  'https://127.0.0.1/hook',
  'https://127.1/hook',
  'https://2130706433/hook',
  'https://0x7f000001/hook',
  'https://0x7f.1/hook',
  'https://017700000001/hook',
  'https://0/hook',
  'https://10.0.0.1/hook',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/hook',
  'https://[::ffff:127.0.0.1]/hook',
  'https://[fd00:ec2::254]/latest/meta-data/',
  'https://[64:ff9b::7f00:1]/hook',
  'https://8.8.8.8/hook',
  'https://localhost/hook',
  'https://localhost./hook',
  'https://api.localhost/hook',
  'https://metadata/hook',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://printer.local/hook',
  'https://kubernetes.default.svc/hook',
  'https://kubernetes.default.svc.cluster.local/hook',
  'https://orders.default.svc/hook',
  'https://localhost.localdomain/hook',
  'https://LOCALHOST.LocalDomain/hook',
  'https://ip-10-0-0-1.eu-west-1.compute.internal/hook',
  'https://vault.service.consul/hook',
  'https://host.docker/hook',
  'https://payroll.corp/hook',
  'https://nas.home/hook',
  'https://router.home.arpa/hook',
  'https://4.3.2.1.in-addr.arpa/hook',
  'https://router.lan/hook',
  'https://wiki.intranet/hook',
  'https://db.private/hook',
  'https://a..example.com/hook',
  'https://.example.com/hook',
  `https://${'a'.repeat(64)}.example.com/hook`,
  'https://example.c/hook',
  'https://example.c0m/hook',
  'https://user:password@merchant.example.com/hook',
  'https://merchant.example.com:22/hook',
  'https://merchant.example.com:3306/hook',
  'https://merchant.example.com./hook',
  'https://１２７.０.０.１/hook',
  'https://①②⑦.⓪.⓪.①/hook',
  'https://merchant.example.com/hook\r\nX: y',
  'https:\\\\merchant.example.com/hook',
  'not a url',
];

const forbiddenAddresses = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.170',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2001:0:a9fe:a9fe::1',
  '2002:a9fe:a9fe::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
];

/** Connections that are really begun: https://nodejs.org/api/async_hooks.html#type */
let connections = 0;
const hook = createHook({
  init: (_, type) => {
    if (type === 'TCPCONNECTWRAP') connections += 1;
  },
});
beforeEach(() => {
  connections = 0;
  hook.enable();
});
afterEach(() => {
  hook.disable();
});

let stop = async () => {};
afterEach(() => stop());

const listen = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return (server.address() as { port: number }).port;
};

const transport = (options: { allowsLoopback?: boolean; resolve?: Resolve; timeoutMs?: number }) =>
  createTransport({ allowsLoopback: false, timeoutMs: 500, now: () => 0, ...options });

const webhook = (url: string) => ({ url, headers: { 'webhook-id': 'msg_1' }, body: '{}' });

describe('a URL', () => {
  it.each(rejectedUrls)('%j is refused', (url) => {
    expect(() => checkUrl(url, strict)).toThrow(refusal('webhook-url-rejected'));
  });

  it.each([
    'https://merchant.example.com/hook?x=1',
    'https://merchant.example.com:8443/',
    'https://svc.example.com/',
    'https://local.test-shop.io/',
    'https://xn--bcher-kva.example/',
    'https://shop.xn--p1ai/',
  ])('%s is taken', (url) => {
    expect(checkUrl(url, strict).href).toBe(url);
  });

  it('on this machine is taken only where that is configured', () => {
    expect(checkUrl('http://127.0.0.1:4000/', { allowsLoopback: true }).port).toBe('4000');
    expect(() => checkUrl('http://10.0.0.1:4000/', { allowsLoopback: true })).toThrow();
  });
});

describe('an address', () => {
  it.each(forbiddenAddresses)('%s is not public', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true);
  });
});

describe('a connection', () => {
  it.each(forbiddenAddresses)('to a name that leads to %s is not made', async (address) => {
    const resolve: Resolve = (_name, _options, callback) =>
      callback(null, [
        { address: '8.8.8.8', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ]);
    const result = await transport({ resolve })(webhook('https://merchant.example.com/'));
    expect(result).toEqual({
      status: null,
      error: 'the name is not a public one',
      cause: `merchant.example.com leads to ${address}, which is not public`,
    });
    expect(connections).toBe(0);
  });

  it('is checked on the answer that is used: a name that changes its mind gets none', async () => {
    let asked = 0;
    const resolve: Resolve = (_name, _options, callback) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? '127.0.0.1' : '8.8.8.8', family: 4 }]);
    };
    const result = await transport({ resolve })(webhook('https://merchant.example.com/'));
    expect(result.status).toBeNull();
    expect(asked).toBe(1);
    expect(connections).toBe(0);
  });

  it.each(rejectedUrls)('to %j is not made either', async (url) => {
    const resolve: Resolve = () => {
      throw new Error('a name was looked up');
    };
    const result = await transport({ resolve })(webhook(url));
    expect(result.status).toBeNull();
    expect(isAppError(result)).toBe(false);
    expect(connections).toBe(0);
  });
});

describe('an answer', () => {
  it('that redirects is an answer like any other: nobody follows', async () => {
    let requests = 0;
    const port = await listen((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    });
    const post = transport({ allowsLoopback: true });
    expect(await post(webhook(`http://127.0.0.1:${port}/`))).toEqual({ status: 302 });
    expect(requests).toBe(1);
    // What the tests above count, a real connection does count.
    expect(connections).toBe(1);
  });

  it('that never ends is read to its limit', async () => {
    let poured = 0;
    const port = await listen((_request, response) => {
      response.writeHead(200);
      const pour = setInterval(() => {
        response.write(Buffer.alloc(16_384));
        poured += 1;
      }, 1);
      response.on('close', () => clearInterval(pour));
    });
    const post = transport({ allowsLoopback: true, timeoutMs: 5_000 });
    expect(await post(webhook(`http://127.0.0.1:${port}/`))).toEqual({ status: 200 });
    expect(poured).toBeLessThan(100);
  });

  it('that never comes is given up in time', async () => {
    const port = await listen(() => {});
    const post = transport({ allowsLoopback: true, timeoutMs: 50 });
    expect(await post(webhook(`http://127.0.0.1:${port}/`))).toEqual({
      status: null,
      error: 'no answer in time',
      cause: expect.any(String),
    });
  });
});

describe('what the owner is told of a connection that fails', () => {
  const failing =
    (fault: object): Resolve =>
    (_name, _options, callback) =>
      callback(Object.assign(new Error('secret 10.20.30.40 db.corp.internal'), fault), []);

  it.each([
    [{ code: 'ENOTFOUND' }, 'the name is not a public one'],
    [{ code: 'EAI_AGAIN' }, 'the name is not a public one'],
    [{ code: 'ECONNREFUSED' }, 'the connection was refused'],
    [{ code: 'ECONNRESET' }, 'the connection was cut'],
    [{ code: 'EHOSTUNREACH' }, 'the address cannot be reached'],
    [{ code: 'EPROTO' }, 'no TLS connection came about'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'the certificate is not valid for the name'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'the certificate is not valid for the name'],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'the certificate is not valid for the name'],
    [{ code: 'HPE_INVALID_CONSTANT' }, 'the answer is not HTTP'],
    [{ code: 'ESOMETHING' }, 'the request failed'],
    [{}, 'the request failed'],
  ])('%j is told as: %s', async (fault, error) => {
    const result = await transport({ resolve: failing(fault) })(
      webhook('https://shop.example.com/'),
    );
    expect(result).toEqual({ status: null, error, cause: 'secret 10.20.30.40 db.corp.internal' });
  });

  it('a name that leads inside and one that leads nowhere look alike', async () => {
    const inside: Resolve = (_name, _options, callback) =>
      callback(null, [{ address: '10.20.30.40', family: 4 }]);
    const nowhere = failing({ code: 'ENOTFOUND' });
    const nothing: Resolve = (_name, _options, callback) => callback(null, []);
    const told = await Promise.all(
      [inside, nowhere, nothing].map(async (resolve) => {
        const { cause: _cause, ...result } = await transport({ resolve })(
          webhook('https://payroll.example.com/'),
        );
        return result;
      }),
    );
    expect(new Set(told.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  it('is all that is stored: the cause goes to the log', () => {
    const delivery = { attempts: [], round: 0, version: 1 } as unknown as Delivery;
    const result = { status: null, error: 'the request failed', cause: 'connect 10.20.30.40' };
    expect(JSON.stringify(attempted(delivery, result, 0, 0.5))).not.toContain('10.20.30.40');
  });

  it('a server that speaks no HTTP, or none at all', async () => {
    const port = await listen(() => {});
    const post = transport({ allowsLoopback: true });
    const plain = await post(webhook(`https://127.0.0.1:${port}/`));
    expect(plain.error).toBe('no TLS connection came about');
    await stop();
    const gone = await post(webhook(`http://127.0.0.1:${port}/`));
    expect(gone.error).toBe('the connection was refused');
  });
});
