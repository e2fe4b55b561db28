// One question to one shop: its own origin, no redirects, an end of time and bytes, and errors that are problems.
import { describe, expect, it } from 'vitest';
import { replyAsItCame, replyOfLegacy, replyOfTandem } from '../../functions/legacy/answers.ts';
import { placeOf } from '../../functions/legacy/forwarding.ts';
import { createSide, type Question } from '../../functions/legacy/side.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import type { Request } from '../../platform/http/endpoint.ts';
import { refusal } from '../support/refusals.ts';

const base = 'https://old.example.com/shop';

const question = (more: Partial<Question> = {}): Question => ({
  method: 'GET',
  path: '/about',
  query: new URLSearchParams(),
  headers: {},
  body: new Uint8Array(),
  ...more,
});

const side = (send: (url: string, init: RequestInit) => Promise<Response>, isOurs = false) =>
  createSide({
    name: 'legacy',
    isOurs,
    base,
    policy: createPolicy({ timeoutMs: 50, failuresInARow: 2 }),
    fetch: send as typeof fetch,
  });

describe('a question', () => {
  it('goes to the shop that is configured, and follows no redirect', async () => {
    const asked: unknown[] = [];
    const ask = side(async (url, { method, redirect }) => {
      asked.push([url, method, redirect]);
      return new Response('', { status: 302, headers: { location: 'http://169.254.169.254/' } });
    });
    const answer = await ask(question({ query: new URLSearchParams({ a: '1' }) }));
    expect(answer.status).toBe(302);
    expect(asked).toEqual([[`${base}/about?a=1`, 'GET', 'manual']]);
  });

  it.each(['/../admin', '/%2e%2e/admin', '@evil.example/', '.evil.example/', '/../../shop2/a'])(
    'that would leave it by %s is not asked',
    async (path) => {
      const ask = side(() => Promise.reject(new Error('was asked')));
      await expect(ask(question({ path }))).rejects.toMatchObject({ code: 'not-found' });
    },
  );

  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), 'legacy-failed'],
    ['fails', async () => new Response('<h1>Error</h1>', { status: 500 }), 'legacy-failed'],
    ['is silent', () => new Promise<Response>(() => {}), 'gateway-timeout'],
    ['says too much', async () => new Response('x'.repeat(5_000_000)), 'legacy-failed'],
  ])('to one that %s is a problem', async (_, send, code) => {
    await expect(side(send)(question())).rejects.toMatchObject({ code });
  });

  it('with a header that none can hold is not asked, and breaks nothing for others', async () => {
    const ask = side(async (url, init) => new Response(new Request(url, init).method));
    for (let asked = 0; asked < 3; asked += 1) {
      await expect(ask(question({ headers: { accept: 'k\u20AC' } }))).rejects.toMatchObject({
        code: 'malformed-request',
      });
    }
    expect((await ask(question())).status).toBe(200);
  });

  it('is not asked again and again where it fails', async () => {
    let asked = 0;
    const ask = side(async () => {
      asked += 1;
      return new Response('', { status: 503 });
    });
    for (let call = 0; call < 5; call += 1) {
      await expect(ask(question())).rejects.toMatchObject({ code: 'legacy-failed' });
    }
    expect(asked).toBe(2);
  });

  it.each([
    ['500', async () => new Response('<h1>Error</h1>', { status: 500 })],
    ['501', async () => new Response('', { status: 501 })],
    ['more than it may', async () => new Response('x'.repeat(5_000_000))],
  ])('that is answered with %s closes the shop to nobody else', async (_, send) => {
    let asked = 0;
    const ask = side(() => {
      asked += 1;
      return send();
    });
    for (let call = 0; call < 5; call += 1) {
      await expect(ask(question())).rejects.toMatchObject({ code: 'legacy-failed' });
    }
    expect(asked).toBe(5);
  });

  it('to our own service brings back its problems as they are', async () => {
    const answer = await side(async () => new Response('{}', { status: 503 }), true)(question());
    expect(answer.status).toBe(503);
  });
});

const answer = (status: number, body: string, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers({ 'content-type': 'application/json', ...headers }),
  body: Buffer.from(body, 'latin1'),
});
const html = { 'content-type': 'text/html' };

describe('an answer on a route of ours', () => {
  it('is JSON in our shape, without what else came with it', () => {
    expect(
      replyOfLegacy(answer(200, '{"nr":"A"}', { 'set-cookie': 'a=b', server: 'old' }), {
        answer: { id: '/nr' },
      }),
    ).toEqual({ status: 200, headers: { 'x-served-by': 'legacy' }, body: { id: 'A' } });
  });

  it.each([
    [404, html, 'not-found'],
    [401, {}, 'unauthenticated'],
    [409, {}, 'invalid-state'],
    [418, html, 'legacy-failed'],
    [301, {}, 'legacy-failed'],
    [200, html, 'legacy-failed'],
  ])('of %s with %j is the problem %s', (status, headers, code) => {
    expect(() => replyOfLegacy(answer(status, '<html>', headers))).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it.each([
    [400, 'malformed-request'],
    [403, 'forbidden'],
    [405, 'method-not-allowed'],
    [410, 'not-found'],
    [412, 'precondition-failed'],
    [413, 'payload-too-large'],
    [415, 'unsupported-media-type'],
    [422, 'validation-failed'],
    [428, 'precondition-required'],
    [429, 'rate-limited'],
    [300, 'legacy-failed'],
    [399, 'legacy-failed'],
    [500, 'legacy-failed'],
  ])('of %i is the problem %s, on either way', (status, code) => {
    const page = answer(status, '<html>', html);
    expect(() => replyOfLegacy(page)).toThrow(expect.objectContaining({ code }));
    if (status >= 400) {
      expect(() => replyAsItCame(page, base, '/v1/legacy')).toThrow(
        expect.objectContaining({ code }),
      );
    }
  });

  it.each([
    ['30', 30],
    ['soon', undefined],
    [undefined, undefined],
  ])('that asks to wait %s says so', (given, retryAfter) => {
    const headers: Record<string, string> = given === undefined ? {} : { 'retry-after': given };
    const options = retryAfter === undefined ? {} : { retryAfter };
    expect(() => replyOfLegacy(answer(429, '{}', headers))).toThrow(
      expect.objectContaining({ code: 'rate-limited', options }),
    );
  });

  it('is as it came in JSON, or has no body', () => {
    const headers = { 'content-language': 'de' };
    const served = { 'x-served-by': 'legacy', 'content-language': 'de' };
    expect(replyOfLegacy(answer(200, '1', headers))).toEqual({
      status: 200,
      headers: { ...served, 'content-type': 'application/json' },
      body: '1',
    });
    expect(replyOfLegacy(answer(204, '', headers))).toEqual({ status: 204, headers: served });
  });

  it('of ours keeps its body, however short', () => {
    const served = { 'x-served-by': 'tandem', 'content-type': 'application/json' };
    expect(replyOfTandem(answer(200, '1'))).toEqual({ status: 200, headers: served, body: '1' });
    expect(replyOfTandem(answer(204, ''))).toEqual({ status: 204, headers: served });
  });

  it('that only says it is JSON is a problem', () => {
    expect(() => replyOfLegacy(answer(200, '<html>'))).toThrow(refusal('legacy-failed'));
  });
});

describe('an answer on a path of the legacy shop', () => {
  const came = (...args: Parameters<typeof answer>) =>
    replyAsItCame(answer(...args), base, '/v1/legacy');

  it('is read in its own charset', () => {
    const reply = came(200, 'Über', { 'content-type': 'text/html; charset=ISO-8859-1' });
    expect(reply).toMatchObject({
      body: 'Über',
      headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': 'sandbox' },
    });
    const unreadable = { 'content-type': 'text/plain; charset=klingon' };
    expect(() => came(200, 'x', unreadable)).toThrow(refusal('legacy-failed'));
  });

  it('keeps its own problems, and loses pages of errors', () => {
    expect(came(422, '{"fehler":1}')).toMatchObject({ status: 422, body: '{"fehler":1}' });
    expect(() => came(422, '<html>', html)).toThrow(refusal('validation-failed'));
  });

  it.each([
    [`${base}/a?b=1`, '/v1/legacy/a?b=1'],
    ['a', '/v1/legacy/a'],
  ])('that leads to %s leads to %s', (location, seen) => {
    expect(came(302, '', { location }).headers).toMatchObject({ location: seen });
  });

  it.each([
    ['text/javascript', 'text/plain'],
    ['application/javascript', 'text/plain'],
    ['Application/X-JavaScript; charset=utf-8', undefined],
    ['text/ecmascript; charset=utf-8', 'text/plain'],
    ['text/javascript1.5', 'text/plain'],
    ['text/jscript', 'text/plain'],
    ['text/livescript', 'text/plain'],
    ['text/css', 'text/css'],
    ['application/json', 'application/json'],
  ])('in %s is no script at our address, but %s', (given, type) => {
    const reply = () => came(200, 'alert(1)', { 'content-type': given });
    if (type === undefined) expect(reply).toThrow(refusal('legacy-failed'));
    else expect(reply().headers?.['content-type']).toBe(`${type}; charset=utf-8`);
  });

  it.each([
    ['pay', '/v1/legacy/order/pay'],
    ['?step=2', '/v1/legacy/order/cart?step=2'],
    ['../about', '/v1/legacy/about'],
    [`${base}/a`, '/v1/legacy/a'],
  ])('at /order/cart that leads to %s leads to %s', (location, seen) => {
    const reply = replyAsItCame(answer(302, '', { location }), base, '/v1/legacy', '/order/cart');
    expect(reply.headers).toMatchObject({ location: seen });
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/elsewhere',
    `${base}.evil.example/`,
    'http://[',
    '',
  ])('that leads to %s leads nowhere', (location) => {
    expect(() => came(302, '', { location })).toThrow(refusal('legacy-failed'));
  });
});

describe('the place of a customer', () => {
  const request = (subject: string | undefined, sourceIp = '192.0.2.1') =>
    placeOf({ ...(subject && { identity: { subject } }), sourceIp } as Request);

  it('is always the same, of an account wherever it is', () => {
    expect(request('usr_1', '192.0.2.1')).toBe(request('usr_1', '198.51.100.7'));
    expect(request(undefined, '2001:db8::1')).toBe(request(undefined, '2001:db8::2'));
    expect(request(undefined, '192.0.2.1')).not.toBe(request(undefined, '192.0.2.2'));
  });

  it('is spread evenly', () => {
    const places = Array.from({ length: 10_000 }, (_, index) => request(`usr_${index}`));
    const below = places.filter((place) => place < 25).length;
    expect(below).toBeGreaterThan(2300);
    expect(below).toBeLessThan(2700);
    expect(places.every((place) => place >= 0 && place < 100)).toBe(true);
  });
});
