// What Node takes and we refuse: each by the smallest request that shows it, and how the end of a connection is told.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseConnection, requestFault } from '../../platform/http/server/lenient-parsing.ts';

const pairs = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => [`x-${index}`, 'host']).flat();

const faultOf = (changes: { url?: string; [member: string]: unknown } = {}) => {
  const { url = '/v1/orders', ...raw } = changes;
  const usual = { rawHeaders: ['Host', 'shop'], method: 'GET', httpVersion: '1.1' };
  return requestFault({ raw: { ...usual, ...raw }, url } as unknown as FastifyRequest);
};

describe('a request', () => {
  it.each([
    [{}],
    [{ rawHeaders: ['HOST', 'shop'] }],
    [{ rawHeaders: ['host', 'shop', 'x-of', 'host'] }],
    [{ rawHeaders: ['host', 'shop', ...pairs(99)] }],
    [{ httpVersion: '1.0' }],
  ])('as %.60j is taken', (changes) => {
    expect(faultOf(changes)).toBeUndefined();
  });

  it.each([
    [{ httpVersion: '0.9' }, 'malformed-request'],
    [{ url: 'http://shop/v1' }, 'malformed-request'],
    [{ url: '*' }, 'malformed-request'],
    [{ rawHeaders: [] }, 'malformed-request'],
    [{ rawHeaders: ['x-of', 'host'] }, 'malformed-request'],
    [{ rawHeaders: ['host', 'shop', 'Host', 'shop'] }, 'malformed-request'],
    [{ rawHeaders: ['host', 'shop', ...pairs(100)] }, 'headers-too-large'],
    [{ method: 'TRACE' }, 'method-not-allowed'],
  ])('as %.60j is refused: %s', (changes, code) => {
    expect(faultOf(changes)).toMatchObject({ code });
  });
});

describe('what is no HTTP', () => {
  const taken: Socket[] = [];
  const server = createServer((socket) => void taken.push(socket));
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  const answered = async (code: string): Promise<string> => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(server, 'connection');
    const socket = taken.pop() as Socket;
    refuseConnection(Object.assign(new Error('parser'), { code }), socket);
    const answer = await text(client);
    client.destroy();
    return answer;
  };

  it.each([
    ['HPE_HEADER_OVERFLOW', 431, 'headers-too-large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request-timeout'],
    ['HPE_INVALID_METHOD', 400, 'malformed-request'],
  ])('as %s is told %d, and the connection ends', async (fault, status, code) => {
    const [head = '', body = ''] = (await answered(fault)).split('\r\n\r\n');
    const [line, ...headers] = head.split('\r\n');
    expect(line).toBe(`HTTP/1.1 ${status} Refused`);
    expect(headers).toEqual(
      expect.arrayContaining([
        'content-type: application/problem+json',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
      ]),
    );
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  it('where nobody is there any more is told nothing', async () => {
    expect(await answered('ECONNRESET')).toBe('');
  });
});
