// A script of the page is sent compressed to whoever takes that, and as it is to everybody else.
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scriptOf } from '../../functions/docs/scripts.ts';

const source = 'globalThis.read = "é";';
const script = scriptOf('read', gzipSync(source));

describe('compressed', () => {
  it.each(['gzip', 'br, gzip', 'GZIP', '*', 'deflate;q=1, gzip ; q=0.5', 'gzip;q=0.001'])(
    'for %j',
    (acceptEncoding) => {
      const { headers, bytes, body } = script.reply(acceptEncoding);
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(gunzipSync(bytes ?? '').toString()).toBe(source);
      expect(body).toBeUndefined();
    },
  );
});

describe('as it is', () => {
  it.each([
    undefined,
    '',
    'identity',
    'br',
    'gzip;q=0',
    'gzip; Q=0.000',
    'x-gzip-2, notgzip',
    ',;,;;=',
    'gzi'.repeat(10_000),
  ])('for %j', (acceptEncoding) => {
    const { headers, bytes, body } = script.reply(acceptEncoding);
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).toMatchObject({ vary: 'Accept-Encoding' });
    expect([body, bytes]).toEqual([source, undefined]);
  });
});

it('has another name when it is another', () => {
  expect(script.name).toMatch(/^read\.[0-9a-f]{16}\.js$/);
  expect(scriptOf('read', gzipSync(`${source} `)).name).not.toBe(script.name);
});
