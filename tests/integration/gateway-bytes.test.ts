// An API to which every media type is one of bytes: what functions get and answer, and what becomes of templates.
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApi, testApi } from '../support/rest-api.ts';

const script = 'globalThis.read = true;';
let api: TestApi;
let event: Record<string, unknown>;

const mock = (more: object) => ({
  Integration: {
    Type: 'MOCK',
    RequestTemplates: { 'application/json': '{"statusCode": 200}' },
    IntegrationResponses: [
      { StatusCode: '200', ResponseTemplates: { 'application/json': '{"status":"ok"}' } },
    ],
    ...more,
  },
});

beforeAll(async () => {
  api = await testApi({ BinaryMediaTypes: ['*/*'] });
  api.functions.set('script', (received: Record<string, unknown>) => {
    event = received;
    return {
      statusCode: 200,
      headers: { 'Content-Type': 'text/javascript', 'Content-Encoding': 'gzip' },
      body: gzipSync(script).toString('base64'),
      isBase64Encoded: true,
    };
  });
  api.functions.set('text', () => ({ statusCode: 200, body: '{"a":1}' }));
  await api.lambda('ANY /script', 'script');
  await api.lambda('GET /text', 'text');
  await api.method('GET /health', mock({ ContentHandling: 'CONVERT_TO_TEXT' }));
  await api.method('GET /broken', mock({}));
});
afterAll(() => api.stop());

test.each(['*/*', 'text/html,*/*;q=0.1', 'application/json'])(
  'a function answers bytes to whoever accepts %s',
  async (accept) => {
    const response = await fetch(`${api.url}/v1/script`, { headers: { accept } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe(script);
  },
);

test('they are the bytes of the function', async () => {
  const headers = { accept: '*/*', 'accept-encoding': 'identity' };
  const response = await fetch(`${api.url}/v1/script`, { headers });
  const length = Number(response.headers.get('content-length'));
  expect(length).toBe(gzipSync(script).byteLength);
});

test('a function that answers text is not decoded', async () => {
  expect((await api.call('/text')).text).toBe('{"a":1}');
});

test('a function gets what is sent byte for byte', async () => {
  const sent = gzipSync('{"a":"é"}');
  const headers = { 'Content-Type': 'application/json' };
  await api.call('/script', { method: 'POST', headers, body: sent });
  expect(event.isBase64Encoded).toBe(true);
  expect(gunzipSync(Buffer.from(String(event.body), 'base64')).toString()).toBe('{"a":"é"}');
});

test('a template reads what is made text for it, and nothing else', async () => {
  expect(await api.call('/health')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  expect((await api.call('/broken')).status).toBe(500);
});

test.each([
  ['CONVERT_TO_BINARY', 'MOCK'],
  ['CONVERT_TO_TEXT', 'AWS_PROXY'],
])('ContentHandling %s of %s is not handled', async (ContentHandling, Type) => {
  const method = api.method('GET /unhandled', mock({ ContentHandling, Type, Uri: 'x' }));
  await expect(method).rejects.toThrow(`ContentHandling ${ContentHandling} of ${Type}`);
});
