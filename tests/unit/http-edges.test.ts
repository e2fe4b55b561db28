// Small rules of HTTP, each at its edge: entity tags, sizes, tokens, problems, networks, and streams where nothing is said.
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineRoute, open, type RouteContract } from '../../events/http/route.ts';
import { corsHeaders, securityHeaders } from '../../platform/http/answer-headers.ts';
import { createEventStreams } from '../../platform/http/event-streams.ts';
import { idempotencyKeyOf } from '../../platform/http/idempotency.ts';
import { bodyOf } from '../../platform/http/input.ts';
import { networkOf } from '../../platform/http/network.ts';
import {
  checkMatch,
  conditional,
  conditionalText,
  etagOf,
  requireMatch,
} from '../../platform/http/precondition.ts';
import { problemReply, toAppError } from '../../platform/http/problem.ts';
import { createRateLimit } from '../../platform/http/rate-limit.ts';
import type { RawRequest } from '../../platform/http/request.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { testClock } from '../support/clock.ts';
import { codeOf, refusal } from '../support/refusals.ts';

describe('an entity tag', () => {
  it.each([
    ['"7"', true],
    ['*', true],
    ['"6", "7"', true],
    [' "7" ', true],
    ['"6"', false],
    ['7', false],
    ['W/"7"', false],
    ['', false],
  ])('%j names version 7: %s', (header, is) => {
    expect(etagOf({ version: 7 })).toBe('"7"');
    expect(codeOf(() => checkMatch(header, { version: 7 }))).toBe(
      is ? undefined : 'precondition-failed',
    );
  });

  it('is required where a change must say what it stands on', () => {
    expect(codeOf(() => requireMatch(undefined, { version: 7 }))).toBe('precondition-required');
    expect(codeOf(() => requireMatch('"6"', { version: 7 }))).toBe('precondition-failed');
    expect(codeOf(() => requireMatch('"7"', { version: 7 }))).toBeUndefined();
  });

  const text = (condition?: string, vary?: string) =>
    conditionalText(condition, 'text', {
      contentType: 'text/plain',
      cacheControl: 'max-age=60',
      ...(vary && { vary }),
    });
  const { etag = '' } = text().headers ?? {};

  it('is that of the text, which is sent to who does not have it', () => {
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    const headers = { 'content-type': 'text/plain', etag, 'cache-control': 'max-age=60' };
    expect(text()).toEqual({ status: 200, headers, body: 'text' });
    expect(text('"other"')).toEqual({ status: 200, headers, body: 'text' });
    expect(text(undefined, 'accept').headers).toEqual({ ...headers, vary: 'accept' });
  });

  it.each([etag, etag.slice(2), ` ${etag} `, `"other", ${etag}`, ' * '])(
    'as %j is not sent again',
    (condition) => {
      expect(text(condition)).toEqual({
        status: 304,
        headers: { etag, 'cache-control': 'max-age=60' },
      });
    },
  );

  it('of a body as JSON is that of its text', () => {
    const { status, headers, body } = conditional(undefined, { a: 1 }, 'no-cache');
    expect({ status, body, type: headers?.['content-type'] }).toEqual({
      status: 200,
      body: '{"a":1}',
      type: 'application/json',
    });
    expect(conditional(headers?.etag, { a: 1 }, 'no-cache').status).toBe(304);
    expect(conditional(headers?.etag, { a: 2 }, 'no-cache').status).toBe(200);
  });
});

describe('a body', () => {
  const contract = (changes: object = {}) =>
    defineRoute({
      id: 'orders.test',
      service: 'orders',
      method: 'POST',
      path: '/things',
      summary: 'A thing',
      auth: open,
      request: {},
      responses: { 200: null },
      ...changes,
    } as Parameters<typeof defineRoute>[0]) as RouteContract;
  const read = (bytes: number, changes: object = {}, headers: object = {}) =>
    codeOf(() =>
      bodyOf(contract(changes), { body: new Uint8Array(bytes), headers } as unknown as RawRequest),
    );

  it('has 64 KiB where nothing is said', () => {
    expect(read(65_536)).toBeUndefined();
    expect(read(65_537)).toBe('payload-too-large');
    expect(read(11, { bodyLimit: 10 })).toBe('payload-too-large');
    expect(read(10, { bodyLimit: 10 })).toBeUndefined();
  });

  it('whose bytes are wanted as they are is of the type that is wanted', () => {
    const json = { 'content-type': ['application/json'] };
    expect(read(1, { rawBody: true }, json)).toBeUndefined();
    expect(read(1, { rawBody: true })).toBe('unsupported-media-type');
    const packed = { ...json, 'content-encoding': ['gzip'] };
    expect(read(1, { rawBody: true }, packed)).toBe('unsupported-media-type');
  });
});

describe('a problem', () => {
  it.each([
    'TimeoutError',
    'InternalServerError',
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
  ])('of %s is one of time', (name) => {
    const error = Object.assign(new Error('x'), { name });
    expect(toAppError(error)).toMatchObject({
      code: 'overloaded',
      options: { retryAfter: 1, cause: error },
    });
  });

  it('of anything else is ours, and one of ours is itself', () => {
    const own = new AppError('not-found');
    expect(toAppError(own)).toBe(own);
    for (const thrown of [new Error('x'), 'x', { name: 'TimeoutError' }, undefined]) {
      expect(toAppError(thrown)).toMatchObject({ code: 'internal', options: { cause: thrown } });
    }
  });

  it('has what is known of it, and no more', () => {
    const { status, headers, body } = problemReply(new AppError('not-found'), 'request-1');
    expect([status, headers]).toEqual([
      404,
      { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    ]);
    expect(Object.keys(JSON.parse(body))).toEqual([
      ...['type', 'title', 'status', 'detail', 'instance', 'code', 'retryable'],
    ]);
    const errors = [{ pointer: '/a', code: 'type', detail: 'must be text' }];
    const whole = new AppError('unauthenticated', {
      errors,
      retryAfter: 7,
      headers: { allow: 'GET' },
    });
    const other = problemReply(whole, 'request-1');
    expect(other.headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'retry-after': '7',
      allow: 'GET',
    });
    expect(JSON.parse(other.body)).toMatchObject({ errors, status: 401 });
  });

  it('names three faults, and how many more there are from the fourth on', () => {
    const errors = ['/a', '/b', '/c', '/d'].map((pointer) => ({
      pointer,
      code: 'x',
      detail: 'no',
    }));
    const told = (count: number) =>
      JSON.parse(
        problemReply(new AppError('validation-failed', { errors: errors.slice(0, count) }), 'r')
          .body,
      ).detail;
    expect(told(3)).toBe('/a no; /b no; /c no.');
    expect(told(4)).toBe('/a no; /b no; /c no, and 1 more.');
  });
});

it('headers of every answer forbid guessing, plain text on the way, and keeping', () => {
  expect(securityHeaders).toEqual({
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=63072000',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  const raw = (origin?: string) =>
    ({ headers: origin ? { origin: [origin] } : {} }) as unknown as RawRequest;
  expect(corsHeaders(raw('https://a'), ['https://a'])).toMatchObject({
    'access-control-allow-origin': 'https://a',
    vary: 'Origin',
  });
  expect(corsHeaders(raw('https://b'), ['https://a'])).toEqual({ vary: 'Origin' });
  expect(corsHeaders(raw(), ['https://a'])).toEqual({ vary: 'Origin' });
  expect(corsHeaders(raw('https://a'))).toEqual({});
});

it.each([
  ['k'.repeat(16), 'k'.repeat(16)],
  [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
])('the key %.20s is %.20s', (given, key) => {
  expect(idempotencyKeyOf([given])).toBe(key);
});

it.each([
  ['::ffff:0:203.0.113.7', '0:0:0:0::/64'],
  ['1::ffff:203.0.113.7', '1:0:0:0::/64'],
  ['0:1::ffff:203.0.113.7', '0:1:0:0::/64'],
  ['64:ff9c::203.0.113.7', '64:ff9c:0:0::/64'],
  ['65:ff9b::203.0.113.7', '65:ff9b:0:0::/64'],
  ['64:ff9b::1:203.0.113.7', '64:ff9b:0:0::/64'],
  ['::ffff:1.2.255.0', '1.2.255.0'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

describe('a rate', () => {
  const limited = (perSecond: number, burst: number) => {
    const clock = testClock();
    const { admit } = createRateLimit({ perSecond, burst }, clock);
    return { clock, admit: () => admit('one') };
  };

  it('lets the next one in when a whole token is there, and says when', () => {
    const { clock, admit } = limited(0.5, 1);
    admit();
    clock.advance(1_999);
    expect(admit).toThrow(refusal('rate-limited', { retryAfter: 1 }));
    clock.advance(1);
    admit();
    expect(admit).toThrow(
      refusal('rate-limited', {
        retryAfter: 2,
        headers: { 'ratelimit-policy': '"subject";q=1;w=2', ratelimit: '"subject";r=0;t=2' },
      }),
    );
  });

  it('names a window of whole seconds', () => {
    const { admit } = limited(3, 4);
    for (let count = 0; count < 4; count += 1) admit();
    expect(admit).toThrow(
      refusal('rate-limited', {
        headers: { 'ratelimit-policy': '"subject";q=4;w=2', ratelimit: '"subject";r=0;t=1' },
      }),
    );
  });
});

describe('streams where nothing is said', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are a thousand, twenty of one', () => {
    const streams = createEventStreams();
    for (let count = 0; count < 20; count += 1) streams.open('ada');
    expect(() => streams.open('ada')).toThrow(
      refusal('rate-limited', { retryAfter: 5, detail: 'At most 20 streams may be open at once.' }),
    );
    for (let count = 20; count < 1_000; count += 1) streams.open(`${count}`);
    expect(() => streams.open('eve')).toThrow(refusal('overloaded', { retryAfter: 5 }));
    streams.close();
  });

  it('are kept alive every 15 s while one is open', async () => {
    const streams = createEventStreams();
    const [one, other] = [streams.open('ada'), streams.open('ada')];
    const beats = [vi.spyOn(one, 'beat'), vi.spyOn(other, 'beat')];
    const counts = () => beats.map(({ mock }) => mock.calls.length);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(counts()).toEqual([0, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(counts()).toEqual([1, 1]);
    one.destroy();
    await vi.advanceTimersByTimeAsync(15_000);
    expect([counts(), vi.getTimerCount()]).toEqual([[1, 2], 1]);
    other.destroy();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    streams.open('ada');
    expect(vi.getTimerCount()).toBe(1);
    streams.close();
  });

  it('have 32 KiB for a slow reader', async () => {
    const stream = createEventStreams().open('ada');
    expect((stream as Readable).readableHighWaterMark).toBe(32_768);
    stream.destroy();
  });
});
