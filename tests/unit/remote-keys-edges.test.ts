// The issuer's keys at the very millisecond where they are asked for again, and what counts as an answer of his.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { remoteKeys } from '../../platform/tokens/remote-keys.ts';
import { testClock } from '../support/clock.ts';
import { testKey } from '../support/tokens.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("the issuer's keys", () => {
  const key = testKey('key-1');
  const known = (isDown = () => false) => {
    const clock = testClock();
    let asked = 0;
    const keys = remoteKeys('http://issuer/jwks.json', {
      clock,
      fetchKeys: async () => {
        asked += 1;
        if (isDown()) throw new Error('the issuer is down');
        return { keys: [key.publicJwk as never] };
      },
    });
    const find = (kid = 'key-1') => keys({ alg: 'ES256', kid }, {} as never);
    return { clock, find, asked: () => asked };
  };

  it('are fetched again at ten minutes, and at a millisecond less they are not', async () => {
    const { clock, find, asked } = known();
    await find();
    clock.advance(599_999);
    await find();
    expect(asked()).toBe(1);
    clock.advance(1);
    await find();
    expect(asked()).toBe(2);
  });

  it('are good for an hour without the issuer, and at the hour no more', async () => {
    let isDown = false;
    const { clock, find } = known(() => isDown);
    await find();
    isDown = true;
    clock.advance(3_599_999);
    await find();
    await settled();
    clock.advance(1);
    await expect(find()).rejects.toThrow('the issuer is down');
  });

  it('are asked for an unknown one at thirty seconds, and not before', async () => {
    const { clock, find, asked } = known();
    await find();
    clock.advance(29_999);
    await expect(find('other')).rejects.toThrow();
    expect(asked()).toBe(1);
    clock.advance(1);
    await expect(find('other')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(asked()).toBe(2);
  });

  it('are not asked for again while an outage has just been noticed', async () => {
    let isDown = false;
    const { clock, find, asked } = known(() => isDown);
    await find();
    isDown = true;
    clock.advance(600_000);
    await find();
    await settled();
    clock.advance(29_999);
    await find();
    await settled();
    expect(asked()).toBe(2);
    clock.advance(1);
    await find();
    await settled();
    expect(asked()).toBe(3);
  });

  describe('over HTTP', () => {
    let answer: { readonly status: number; readonly location?: string };
    const server = createServer((request, response) => {
      const { status, location } = request.url === '/moved' ? { status: 200 } : answer;
      response.writeHead(status, location === undefined ? {} : { location });
      response.end(JSON.stringify({ keys: [key.publicJwk] }));
    });
    let url: string;
    beforeAll(async () => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    const find = () => remoteKeys(url)({ alg: 'ES256', kid: 'key-1' }, {} as never);

    it('are what is answered, and nothing that is no answer or stands elsewhere', async () => {
      answer = { status: 200 };
      const timeout = vi.spyOn(AbortSignal, 'timeout');
      expect(await find()).toBeDefined();
      expect(timeout.mock.calls).toEqual([[2_000]]);
      timeout.mockRestore();
      answer = { status: 503 };
      await expect(find()).rejects.toThrow(`${url} answers 503`);
      answer = { status: 302, location: '/moved' };
      await expect(find()).rejects.toThrow('fetch failed');
    });
  });
});
