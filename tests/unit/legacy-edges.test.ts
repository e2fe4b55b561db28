// Answers of the legacy shop at the statuses, sizes and numbers where what becomes of them changes.
import { describe, expect, it } from 'vitest';
import {
  jsonOf,
  replyAsItCame,
  replyOfLegacy,
  replyOfTandem,
} from '../../functions/legacy/answers.ts';
import { differencesOf } from '../../functions/legacy/domain/comparison.ts';
import { courseOf } from '../../functions/legacy/domain/course.ts';
import { translate } from '../../functions/legacy/domain/translation.ts';
import { type Answer, createSide } from '../../functions/legacy/side.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import { isAppError } from '../../platform/kernel/errors.ts';

const answer = (
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: new Headers(headers),
  body: Buffer.from(body),
});
const json = { 'content-type': 'application/json' };
const base = 'https://old.example/shop';

const outcomeOf = (act: () => { readonly status: number }) => {
  try {
    return act().status;
  } catch (error) {
    return isAppError(error) ? [error.code, error.options.retryAfter] : error;
  }
};

describe('an answer on a route of ours', () => {
  it.each([
    [299, 299],
    [300, ['legacy-failed', undefined]],
    [399, ['legacy-failed', undefined]],
    [400, ['malformed-request', undefined]],
    [401, ['unauthenticated', undefined]],
    [403, ['forbidden', undefined]],
    [404, ['not-found', undefined]],
    [405, ['method-not-allowed', undefined]],
    [409, ['invalid-state', undefined]],
    [410, ['not-found', undefined]],
    [412, ['precondition-failed', undefined]],
    [413, ['payload-too-large', undefined]],
    [415, ['unsupported-media-type', undefined]],
    [422, ['validation-failed', undefined]],
    [428, ['precondition-required', undefined]],
    [429, ['rate-limited', undefined]],
    [418, ['legacy-failed', undefined]],
    [500, ['legacy-failed', undefined]],
  ])('with %d is %j', (status, outcome) => {
    expect(outcomeOf(() => replyOfLegacy(answer(status)))).toEqual(outcome);
  });

  it.each([
    ['7', 7],
    ['0', 0],
    ['0.5', undefined],
    ['-5', undefined],
    ['soon', undefined],
  ])('that says to come again in %s says so: %s', (given, retryAfter) => {
    const busy = answer(429, '', { 'retry-after': given });
    expect(outcomeOf(() => replyOfLegacy(busy))).toEqual(['rate-limited', retryAfter]);
  });

  it('is ours where we have given it, with its headers and nothing else', () => {
    const headers = { etag: '"1"', 'set-cookie': 'no', ...json };
    expect(replyOfTandem(answer(200, 'x', headers))).toEqual({
      status: 200,
      headers: { 'x-served-by': 'tandem', etag: '"1"', ...json },
      body: 'x',
    });
    expect(replyOfTandem(answer(204))).toEqual({
      status: 204,
      headers: { 'x-served-by': 'tandem' },
    });
  });

  it('is JSON, or none', () => {
    expect(jsonOf(answer(200, ''))).toBeUndefined();
    expect(
      jsonOf(answer(200, '{"a":1}', { 'content-type': 'application/hal+json; charset=utf-8' })),
    ).toEqual({ a: 1 });
    for (const [body, type] of [
      ['{', 'application/json'],
      ['{}', 'text/html'],
      ['{}', ''],
    ] as const) {
      expect(outcomeOf(() => jsonOf(answer(200, body, { 'content-type': type })) as never)).toEqual(
        [...['legacy-failed', undefined]],
      );
    }
  });
});

describe('an answer on a path of its own', () => {
  const came = (given: Answer) => outcomeOf(() => replyAsItCame(given, base, '/v1/legacy'));

  it.each([
    [answer(399, '', { location: `${base}/a` }), 399],
    [answer(400, '<p>', { 'content-type': 'text/html' }), ['malformed-request', undefined]],
    [answer(400, '{}', json), 400],
    [answer(200, 'x', { 'content-type': 'image/png' }), ['legacy-failed', undefined]],
    [answer(200, 'x', { 'content-type': 'text/plain' }), 200],
    [answer(200), 200],
    [answer(302, '', { location: 'https://evil.example/' }), ['legacy-failed', undefined]],
    [answer(302, '', { location: 'https://old.example/shopping' }), ['legacy-failed', undefined]],
  ])('%# is %j', (given, outcome) => {
    expect(came(given)).toEqual(outcome);
  });

  it('leads elsewhere within it, as seen from outside', () => {
    const { headers } = replyAsItCame(answer(302, '', { location: 'a?b=c' }), base, '/v1/legacy');
    expect(headers).toMatchObject({
      location: '/v1/legacy/a?b=c',
      'content-security-policy': 'sandbox',
    });
  });
});

describe('a question', () => {
  const question = {
    method: 'POST',
    path: '/a',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from('b'),
  };
  const side = (isOurs: boolean, respond: () => Response, options: object = {}) => {
    const sent: RequestInit[] = [];
    const ask = createSide({
      name: 'shop',
      isOurs,
      base,
      policy: createPolicy({ timeoutMs: 5_000, failuresInARow: 2 }),
      fetch: async (_url: unknown, init?: RequestInit) => {
        sent.push(init ?? {});
        return respond();
      },
      ...options,
    });
    const outcome = (changes: object = {}) =>
      ask({ ...question, ...changes }).then(
        ({ status, body }) => [status, body.byteLength],
        (error) => [error.code, error.options?.retryAfter],
      );
    return { outcome, sent };
  };

  it('brings back four megabytes and no more', async () => {
    const most = 4_194_304;
    expect(await side(false, () => new Response('x'.repeat(most))).outcome()).toEqual([200, most]);
    expect(await side(false, () => new Response('x'.repeat(most + 1))).outcome()).toEqual([
      ...['legacy-failed', 1],
    ]);
  });

  it.each([
    [499, false, [499, 0]],
    [500, false, ['legacy-failed', 1]],
    [500, true, [500, 0]],
  ])('that is answered with %d, by one of ours: %s', async (status, isOurs, outcome) => {
    expect(await side(isOurs, () => new Response('', { status })).outcome()).toEqual(outcome);
  });

  it('that is not made, after too many failures, may be asked in five seconds', async () => {
    const fails = () => {
      throw new TypeError('fetch failed');
    };
    for (const [isOurs, code] of [
      [false, 'legacy-failed'],
      [true, 'overloaded'],
    ] as const) {
      const { outcome, sent } = side(isOurs, fails);
      expect([await outcome(), await outcome(), await outcome()]).toEqual([
        [code, 1],
        [code, 1],
        [code, 5],
      ]);
      expect(sent).toHaveLength(2);
    }
  });

  it('has a body where it may have one, and the headers that are given', async () => {
    const { outcome, sent } = side(false, () => new Response(''), {
      headers: async () => ({ 'x-key': 'k' }),
    });
    await outcome({ headers: { accept: 'a', none: undefined, 'x-key': 'theirs' } });
    await outcome({ method: 'GET' });
    await outcome({ body: Buffer.alloc(0) });
    expect(sent.map(({ body }) => body && String(body))).toEqual(['b', undefined, undefined]);
    expect(sent[0]).toMatchObject({ redirect: 'manual', headers: { accept: 'a', 'x-key': 'k' } });
  });
});

it.each([
  ['tandem', 50, 'GET', 49, 'tandem'],
  ['tandem', 50, 'GET', 50, 'legacy'],
  ['shadow', 100, 'GET', 99, 'shadow'],
  ['shadow', 100, 'POST', 0, 'legacy'],
  ['tandem', 100, 'POST', 0, 'tandem'],
  ['legacy', 100, 'GET', 0, 'legacy'],
  ['tandem', 0, 'GET', 0, 'legacy'],
] as const)('%s for %d %%: a %s of customer %d goes to %s', (...row) => {
  const [mode, share, method, place, course] = row;
  expect(courseOf({ mode, share }, method, place)).toBe(course);
});

describe('two answers', () => {
  const differences = (one: unknown, other: unknown, rule: object = {}) =>
    differencesOf({ status: 200, body: one }, { status: 200, body: other }, rule).map(
      ({ path, kind }) => `${path} ${kind}`,
    );
  const nested = (depth: number, inside: unknown): unknown =>
    depth === 0 ? inside : { a: nested(depth - 1, inside) };

  it('are the same within a tolerance, and not beyond it', () => {
    expect(differences({ a: 1 }, { a: 1.5 }, { tolerance: 0.5 })).toEqual([]);
    expect(differences({ a: 1.5 }, { a: 1 }, { tolerance: 0.4 })).toEqual(['/a value']);
    expect(differences({ a: 1 }, { a: 2 })).toEqual(['/a value']);
  });

  it('are looked at twenty levels deep', () => {
    const at = (depth: number) => differences(nested(depth, { b: 1 }), nested(depth, { b: 2 }));
    expect(at(20)).toEqual([`${'/a'.repeat(20)}/b value`]);
    expect(at(21)).toEqual([]);
  });

  it('tell twenty differences, each place once', () => {
    const many = (count: number, value: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, value]));
    expect(differences(many(20, 1), many(20, 2))).toHaveLength(20);
    expect(differences(many(21, 1), many(21, 2))).toHaveLength(20);
    expect(differences([1, 2], [3, 4])).toEqual(['/* value']);
  });

  it('differ in what is missing, added, of another type or length', () => {
    expect(differences({ a: 1, b: [] }, { c: 1, b: [1] })).toEqual([
      '/a missing',
      '/b length',
      '/c added',
    ]);
    expect(differences({ a: 1, b: null, c: [] }, { a: '1', b: {}, c: {} })).toEqual([
      '/a type',
      '/b type',
      '/c type',
    ]);
    expect(differences({ a: [2, 1] }, { a: [1, 2] }, { unordered: ['/a'] })).toEqual([]);
    expect(differences({ a: 1, b: 1 }, { a: 2, b: 1 }, { ignore: ['/a'] })).toEqual([]);
    expect(differencesOf({ status: 300, body: 1 }, { status: 300, body: 2 })).toEqual([]);
    expect(differencesOf({ status: 299, body: 1 }, { status: 299, body: 2 })).toHaveLength(1);
    expect(differencesOf({ status: 200, body: 1 }, { status: 201, body: 1 })).toEqual([
      { path: '', kind: 'status' },
    ]);
  });

  it('say no name that carries data', () => {
    const named = (name: string) => differences({ [name]: 1 }, {});
    expect(named('a'.repeat(40))).toEqual([`/${'a'.repeat(40)} missing`]);
    expect(named('a'.repeat(41))).toEqual(['/* missing']);
    expect(named('ada@example.com')).toEqual(['/* missing']);
  });
});

it.each([
  [{ $of: '/a', $times: 100 }, { a: 19.99 }, 1_999],
  [{ $of: '/a', $times: 100 }, { a: 1.005 }, 101],
  [{ $of: '/a', $times: 100 }, { a: '19.995' }, 2_000],
  [{ $of: '/a' }, { a: 9_007_199_254_740_991 }, 9_007_199_254_740_991],
  [{ $of: '/a' }, { a: '7' }, 7],
  [{ $of: '/a' }, { a: ' ' }, undefined],
  [{ $of: '/a' }, { a: null }, undefined],
  [{ $of: '/a', $times: 1e300 }, { a: 1 }, undefined],
  [{ $value: '/a' }, { a: 1 }, '/a'],
  [{ $each: '/a', $as: '/b' }, { a: [{ b: 1 }, { b: 2 }] }, [1, 2]],
  [{ $each: '/a', $as: '/b' }, { a: 1 }, undefined],
  [['/a', 'x', null], { a: 1 }, [1, 'x', null]],
  [{ x: '/a', y: '/none' }, { a: 1 }, { x: 1 }],
  ['/a~1b/c~0d', { 'a/b': { 'c~d': 1 } }, 1],
  ['/toString', {}, undefined],
])('%j of %j is %j', (template, source, is) => {
  expect(translate(template, source)).toEqual(is);
});
