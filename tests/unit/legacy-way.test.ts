// The way to the legacy shop: who is asked what by which course, who answers, and what is noted of it.
import { describe, expect, it } from 'vitest';
import type { LegacySwitch } from '../../events/http/legacy.ts';
import { legacyEndpoints } from '../../functions/legacy/http.ts';
import type { Answer, Question } from '../../functions/legacy/side.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { callAnyhow as call, services, type TestRequest } from '../support/http.ts';

const base = 'https://old.example.com/shop';
const id = `prd_${'1'.padStart(32, '0')}`;

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: new Headers({ 'content-type': 'application/json', ...headers }),
  body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
});

interface Given {
  readonly now?: Partial<LegacySwitch>;
  readonly legacy?: Answer | Error;
  readonly tandem?: Answer | Error;
  readonly sendsToken?: boolean;
}

const answering = (answer: Answer | Error) =>
  answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);

const wayOf = ({
  now,
  legacy = json({ of: 1 }),
  tandem = json({ of: 1 }),
  sendsToken = false,
}: Given) => {
  const asked: (readonly [string, Question])[] = [];
  const lines: Record<string, unknown>[] = [];
  const ask = (name: string, answer: Answer | Error) => (question: Question) => {
    asked.push([name, question]);
    return answering(answer);
  };
  const endpoints = legacyEndpoints(['products.read', 'products.create'], {
    switchOf: async () => ({ mode: 'legacy', share: 100, by: 'me', at: '', ...now }),
    askLegacy: ask('legacy', legacy),
    askTandem: ask('tandem', tandem),
    askInShadow: ask('shadow', tandem),
    sendsToken,
    base,
  });
  const log = createLog(
    { SERVICE: 'legacy', SERVICE_VERSION: 'test', LOG_LEVEL: 'info' },
    { write: (line) => lines.push(JSON.parse(line)) },
  );
  const request = async (operation: string, given: TestRequest) => {
    const found = endpoints.find(({ contract }) => contract.id === operation);
    if (found === undefined) throw new Error(`no ${operation}`);
    return call(found, given, services({ log }));
  };
  const noted = (message: string) => {
    const { Compared, Different, NotCompared, AnsweredByLegacy, AnsweredByTandem, differences } =
      lines.find((line) => line.message === message) ?? {};
    const figures = { Compared, Different, NotCompared, AnsweredByLegacy, AnsweredByTandem };
    return JSON.parse(JSON.stringify({ ...figures, differences }));
  };
  return { asked, endpoints, request, noted };
};

const headers = {
  accept: 'application/json',
  'accept-language': 'de',
  authorization: 'Bearer token',
  'x-cart-token': 'cart',
  cookie: 'a=b',
  host: 'api.example.com',
  'x-request-id': 'request-00000001',
};
const common = {
  accept: 'application/json',
  'accept-language': 'de',
  'x-request-id': 'request-00000001',
};
const read = { params: { id }, headers };
const present = ({ headers: sent, ...question }: Question) => ({
  ...question,
  query: String(question.query),
  headers: JSON.parse(JSON.stringify(sent)),
  body: Buffer.from(question.body).toString(),
});

it('is there for the routes that are chosen, and for the paths of the legacy shop', () => {
  const { endpoints } = wayOf({});
  expect(endpoints.map(({ contract }) => contract.id).sort()).toEqual([
    'legacy.delete',
    'legacy.get',
    'legacy.patch',
    'legacy.post',
    'legacy.put',
    'products.create',
    'products.read',
  ]);
});

describe('by the course of the legacy shop', () => {
  it.each([
    [false, undefined],
    [true, 'Bearer token'],
  ])('it is asked, with the token: %s', async (sendsToken, authorization) => {
    const rule = { path: '/article/{id}', answer: { id: '/nr' } };
    const { asked, request, noted } = wayOf({
      now: { rule },
      legacy: json({ nr: 'A' }, 200, { 'content-language': 'de', etag: '"1"' }),
      sendsToken,
    });
    const answer = await request('products.read', read);
    expect(asked.map(([name, question]) => [name, present(question)])).toEqual([
      [
        'legacy',
        {
          method: 'GET',
          path: `/article/${id}`,
          query: '',
          headers: {
            ...common,
            ...(authorization && { authorization }),
            'x-forwarded-for': '192.0.2.1',
            'x-forwarded-proto': 'https',
            'x-forwarded-host': 'api.example.com',
            via: '1.1 tandem',
          },
          body: '',
        },
      ],
    ]);
    expect([
      answer.status,
      answer.body,
      answer.headers['x-served-by'],
      answer.headers.etag,
    ]).toEqual([200, { id: 'A' }, 'legacy', undefined]);
    expect(noted('legacy way taken')).toEqual({ AnsweredByLegacy: 1 });
  });

  it('it is asked at the path of the route where no other is named', async () => {
    const { asked, request } = wayOf({});
    await request('products.read', {
      ...read,
      headers: { ...headers, 'x-forwarded-proto': 'http' },
    });
    expect(asked[0]?.[1].path).toBe(`/products/${id}`);
    expect(asked[0]?.[1].headers['x-forwarded-proto']).toBe('http');
  });

  it('its refusals are ours', async () => {
    const { request } = wayOf({ legacy: json({ fehler: 1 }, 404) });
    expect((await request('products.read', read)).body).toMatchObject({ code: 'not-found' });
  });
});

it('by our course we are asked, and answer as we do', async () => {
  const { asked, request, noted } = wayOf({
    now: { mode: 'tandem' },
    tandem: json({ id }, 200, { etag: '"1"', 'x-cart-token': 'cart-2', server: 'x' }),
  });
  const answer = await request('products.read', read);
  expect(asked.map(([name, question]) => [name, present(question)])).toEqual([
    [
      'tandem',
      {
        method: 'GET',
        path: `/products/${id}`,
        query: '',
        headers: {
          ...common,
          authorization: 'Bearer token',
          'x-cart-token': 'cart',
        },
        body: '',
      },
    ],
  ]);
  expect([answer.body, answer.headers]).toEqual([
    { id },
    expect.objectContaining({ 'x-served-by': 'tandem', etag: '"1"', 'x-cart-token': 'cart-2' }),
  ]);
  expect(answer.headers).not.toHaveProperty('server');
  expect(noted('legacy way taken')).toEqual({ AnsweredByTandem: 1 });
});

it('our answer without a body has none', async () => {
  const { request } = wayOf({ now: { mode: 'tandem' }, tandem: json(undefined, 204) });
  expect(await request('products.read', read)).toMatchObject({ status: 204, text: '' });
});

describe('in the shadow', () => {
  const shadow = { mode: 'shadow' } as const;

  it.each<readonly [string, Given, object]>([
    ['the same', {}, { Compared: 1, Different: 0, differences: [] }],
    [
      'another',
      { tandem: json({ of: 2 }) },
      { Compared: 1, Different: 1, differences: [{ path: '/of', kind: 'value' }] },
    ],
    [
      'the same by the rule',
      { legacy: json({ nr: 1 }), now: { ...shadow, rule: { answer: { of: '/nr' } } } },
      { Compared: 1, Different: 0, differences: [] },
    ],
    ['nothing', { tandem: new AppError('gateway-timeout') }, { NotCompared: 1 }],
    [
      'what is no JSON',
      { tandem: { ...json({}), body: Buffer.from('<html>') } },
      { NotCompared: 1 },
    ],
  ])('we are asked as well, and answer %s', async (_, given, figures) => {
    const { asked, request, noted } = wayOf({ now: shadow, ...given });
    const answer = await request('products.read', read);
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'legacy']);
    expect(asked.map(([name]) => name)).toEqual(['legacy', 'shadow']);
    expect(noted('legacy compared')).toEqual(figures);
    expect(noted('legacy way taken')).toEqual({ AnsweredByLegacy: 1 });
  });

  it('what refusals say is not compared', async () => {
    const page = { ...json({}, 404), headers: new Headers({ 'content-type': 'text/html' }) };
    const { request, noted } = wayOf({
      now: shadow,
      legacy: page,
      tandem: json({ code: 'x' }, 404),
    });
    expect((await request('products.read', read)).status).toBe(404);
    expect(noted('legacy compared')).toEqual({ Compared: 1, Different: 0, differences: [] });
  });

  it('the legacy shop that does not answer is what is told', async () => {
    const { request, noted } = wayOf({ now: shadow, legacy: new AppError('gateway-timeout') });
    expect((await request('products.read', read)).body).toMatchObject({ code: 'gateway-timeout' });
    expect(noted('legacy compared')).toEqual({ NotCompared: 1 });
  });
});

describe('on its own paths', () => {
  it('the legacy shop is asked as it would be, and answers so', async () => {
    const { asked, request } = wayOf({
      legacy: { ...json({}), headers: new Headers({ location: `${base}/b` }), status: 302 },
    });
    const answer = await request('legacy.post', {
      params: { proxy: 'a b/c' },
      query: 'x=1&x=2&y=3',
      body: 'raw=1',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.headers.location).toBe('/v1/legacy/b');
    expect(asked.map(([name, question]) => [name, present(question)])).toMatchObject([
      [
        'legacy',
        {
          method: 'POST',
          path: '/a%20b/c',
          query: 'x=1&x=2&y=3',
          body: 'raw=1',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        },
      ],
    ]);
  });

  it('what leaves them is not asked', async () => {
    const { asked, request } = wayOf({});
    const answer = await request('legacy.get', { params: { proxy: '../admin' }, headers });
    expect([answer.body.code, asked]).toEqual(['not-found', []]);
  });
});
