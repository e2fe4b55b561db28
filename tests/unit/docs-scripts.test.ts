// A script of the page is sent compressed to whoever takes that, and as it is to everybody else.
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { docsEndpoints } from '../../functions/docs/http.ts';
import { pageScripts, scriptOf } from '../../functions/docs/scripts.ts';
import { rawRequest, services } from '../support/http.ts';

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

const files: Readonly<Record<string, Buffer>> = {
  'openapi.json': Buffer.from(
    '{"info":{"title":"T","summary":"S","description":"D"},"tags":[],"paths":{}}',
  ),
  'asyncapi.json': Buffer.from('{"asyncapi":"3.0.0"}'),
  'scalar.js.gz': gzipSync(source),
  'docs.js': Buffer.from('start();'),
};
const { names } = pageScripts(files['scalar.js.gz'] as Buffer, files['docs.js'] as Buffer);

const answerOf = async (id: string, name = '') => {
  const endpoints = docsEndpoints((file) => files[file] as Buffer);
  const found = endpoints.find(({ contract }) => contract.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  const { headers = {}, ...answer } = await found.answer(
    rawRequest(found, { params: { name } }),
    services(),
  );
  return { ...answer, headers };
};

describe('everybody gets', () => {
  it.each([
    ['docs.openapi', 'application/json', String(files['openapi.json'])],
    ['docs.asyncapi', 'application/json', String(files['asyncapi.json'])],
    ['docs.page', 'text/html; charset=utf-8', expect.stringContaining(`src="docs/${names[0]}"`)],
  ])('%s', async (id, type, text) => {
    const { status, headers, body } = await answerOf(id);
    expect([status, headers['content-type'], body]).toEqual([200, type, text]);
    expect(headers['cache-control']).toBe('public, max-age=300');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
  });

  it.each([
    [names[0], source, 'public, max-age=31536000, immutable'],
    [names[1], 'start();', 'public, max-age=31536000, immutable'],
    ['scalar.js', source, 'public, max-age=300'],
    ['docs.js', 'start();', 'public, max-age=300'],
  ])('%s', async (name, text, caching) => {
    const { status, headers, body } = await answerOf('docs.asset', name);
    expect([status, body, headers['cache-control']]).toEqual([200, text, caching]);
  });

  it('nothing of another name', async () => {
    expect((await answerOf('docs.asset', 'other.js')).status).toBe(404);
  });
});
