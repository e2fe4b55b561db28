// The client for others: what it sends again and what it does not, how its session lives, what it throws.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createClient, idempotencyKey } from '../../clients/typescript/client.ts';
import { isProblem, ProblemError } from '../../clients/typescript/problem.ts';
import { writeShopScript } from '../../infra/build/browser/shop-script.ts';

const baseUrl = 'https://shop.example.com/v1';

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(
    status,
    {
      type: `https://tandem.example/problems/${code}`,
      title: code,
      status,
      detail: 'It is so.',
      instance: 'urn:request:request-0001',
      code,
      retryable: status >= 429,
    },
    { 'content-type': 'application/problem+json', ...headers },
  );

type Answer = (request: Request) => Response | Promise<Response>;

/** Answers in turn, and remembers what it was asked. */
const serverOf = (...answers: Answer[]) => {
  const asked: { line: string; key: string | null; token: string | null; body: string }[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    asked.push({
      line: `${request.method} ${pathname}${search}`,
      key: request.headers.get('idempotency-key'),
      token: request.headers.get('authorization'),
      body: await request.text(),
    });
    const answer = answers[asked.length - 1] ?? expect.fail(`nothing for ${request.url}`);
    return answer(request);
  };
  return { asked, fetch, lines: () => asked.map(({ line }) => line) };
};

const broken: Answer = () => {
  throw new TypeError('fetch failed');
};

const order = {
  lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
  shippingAddress: { name: 'Ada', line1: '1 Street', country: 'PT' },
  paymentMethod: { token: 'tok_approved' },
};

describe('a request', () => {
  it.each([
    ['the network fails', broken],
    ['the service is busy', () => problem(503, 'overloaded')],
    ['the answer is lost', () => problem(504, 'gateway-timeout')],
    [
      'the first is not finished',
      () => problem(409, 'idempotency-in-progress', { 'retry-after': '0' }),
    ],
  ])('that has a key is sent again with it where %s', async (_, failing) => {
    const { asked, fetch } = serverOf(failing, () => json(201, { id: 'ord_1' }));
    const placed = await createClient({ baseUrl, fetch }).placeOrder(order);
    expect(placed.id).toBe('ord_1');
    expect(asked[0]?.key).toMatch(/^[\w-]{36}$/);
    expect(asked[1]).toEqual(asked[0]);
  });

  it.each([
    ['the network fails', broken],
    ['the answer is lost', () => problem(504, 'gateway-timeout')],
  ])('that would be done twice is not sent again where %s', async (_, failing) => {
    const { asked, fetch } = serverOf(failing);
    const { api } = createClient({ baseUrl, fetch });
    const body = { name: 'Warehouse', scopes: ['inventory:read' as const] };
    await expect(api.POST('/admin/clients', { body })).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });

  it('is given up after so many attempts, with what was said last', async () => {
    const busy = () => problem(503, 'overloaded');
    const { asked, fetch } = serverOf(busy, busy);
    const { api } = createClient({ baseUrl, fetch, attempts: 2 });
    await expect(api.GET('/products')).rejects.toMatchObject({ code: 'overloaded' });
    expect(asked).toHaveLength(2);
  });

  it('does not wait longer than it may', async () => {
    const { asked, fetch } = serverOf(() =>
      problem(429, 'rate-limited', { 'retry-after': '3600' }),
    );
    const { api } = createClient({ baseUrl, fetch });
    await expect(api.GET('/products')).rejects.toMatchObject({ code: 'rate-limited' });
    expect(asked).toHaveLength(1);
  });

  it('stops when it is aborted while it waits', async () => {
    const stop = new AbortController();
    const { fetch } = serverOf(() => {
      setTimeout(() => stop.abort(new Error('enough')), 5);
      return problem(503, 'overloaded', { 'retry-after': '9' });
    });
    const { waitForOrder } = createClient({ baseUrl, fetch });
    await expect(waitForOrder('ord_1', stop.signal)).rejects.toThrow('enough');
  });
});

describe('a refusal', () => {
  it('is thrown with its code, status and request', async () => {
    const { fetch } = serverOf(() => problem(409, 'out-of-stock'));
    const error = await createClient({ baseUrl, fetch })
      .placeOrder(order, idempotencyKey())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ code: 'out-of-stock', status: 409, requestId: 'request-0001' });
    expect([isProblem(error, 'out-of-stock'), isProblem(error, 'forbidden')]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ['the page of a proxy', () => new Response('<html>', { status: 418 }), 'http-418'],
    ['an error of OAuth', () => json(401, { error: 'invalid_client' }), 'invalid-client'],
    ['nothing', () => new Response(null, { status: 404 }), 'http-404'],
    ['JSON that is no problem', () => json(400, ['x']), 'http-400'],
    ['null', () => json(400, null), 'http-400'],
  ])('that is %s has a code, too', async (_, answer, code) => {
    const { fetch } = serverOf(answer);
    const { api } = createClient({ baseUrl, fetch, attempts: 1 });
    await expect(api.GET('/products')).rejects.toMatchObject({ code });
  });
});

describe('a session', () => {
  const first = { accessToken: 'access-1', refreshToken: 'refresh-1' };
  const next = { accessToken: 'access-2', refreshToken: 'refresh-2' };
  const expired = () => problem(401, 'unauthenticated');

  it('is renewed once for all who find it expired', async () => {
    const told: unknown[] = [];
    const refreshes: string[] = [];
    const fetch = async (request: Request) => {
      if (request.url.endsWith('/auth/refresh')) {
        refreshes.push(await request.text());
        return json(200, { ...next, tokenType: 'Bearer', expiresIn: 900 });
      }
      return request.headers.get('authorization') === 'Bearer access-2'
        ? json(200, { id: 'usr_1' })
        : expired();
    };
    const { api } = createClient({
      baseUrl,
      fetch,
      tokens: first,
      onTokens: (tokens) => told.push(tokens),
    });
    const answers = await Promise.all([1, 2, 3].map(() => api.GET('/users/me')));
    expect(answers.map(({ data }) => data?.id)).toEqual(['usr_1', 'usr_1', 'usr_1']);
    expect(refreshes).toEqual([JSON.stringify({ refreshToken: 'refresh-1' })]);
    expect(told).toMatchObject([next]);
  });

  it('that cannot be renewed is over', async () => {
    const told: unknown[] = [];
    const { fetch } = serverOf(expired, () => problem(401, 'invalid-refresh-token'));
    const { api } = createClient({
      baseUrl,
      fetch,
      tokens: first,
      onTokens: (tokens) => told.push(tokens),
    });
    await expect(api.GET('/users/me')).rejects.toMatchObject({ code: 'invalid-refresh-token' });
    expect(told).toEqual([undefined]);
  });

  it('stays where only the service was busy', async () => {
    const told: unknown[] = [];
    const busy = () => problem(503, 'overloaded');
    const { fetch } = serverOf(expired, busy);
    const tandem = createClient({
      baseUrl,
      fetch,
      attempts: 1,
      tokens: first,
      onTokens: (tokens) => told.push(tokens),
    });
    await expect(tandem.api.GET('/users/me')).rejects.toMatchObject({ code: 'overloaded' });
    expect(told).toEqual([]);
  });

  it('begins with a login that sends no old token', async () => {
    const { asked, fetch } = serverOf(() => json(200, { ...next, deviceToken: 'd' }));
    const tandem = createClient({ baseUrl, fetch, tokens: first });
    await tandem.login({ email: 'a@example.com', password: 'secret' });
    expect(asked[0]?.token).toBeNull();
  });

  it('of a program gets its token when it is first needed', async () => {
    const { asked, fetch } = serverOf(
      () => json(200, { access_token: 'access-3', token_type: 'Bearer', expires_in: 900 }),
      () => json(200, { sku: 'A', onHand: 1, reserved: 0, available: 1 }),
    );
    const credentials = { clientId: 'cli_1', clientSecret: 'secret' };
    const { api } = createClient({ baseUrl, fetch, credentials });
    await api.GET('/inventory/{sku}', { params: { path: { sku: 'A B' } } });
    expect(asked).toMatchObject([
      { line: 'POST /v1/oauth/token', token: `Basic ${btoa('cli_1:secret')}` },
      { line: 'GET /v1/inventory/A%20B', token: 'Bearer access-3' },
    ]);
  });
});

it('pages are asked for as their items are', async () => {
  const { fetch, lines } = serverOf(
    () => json(200, { items: [{ id: '1' }, { id: '2' }], nextCursor: 'a+b' }),
    () => json(200, { items: [{ id: '3' }], nextCursor: null }),
  );
  const tandem = createClient({ baseUrl, fetch });
  const pages = tandem.pages('/products', { query: { q: 'mug' } });
  const seen = [await pages.next()].map(({ value }) => value?.id);
  expect(lines()).toEqual(['GET /v1/products?q=mug']);
  for await (const { id } of pages) seen.push(id);
  expect(seen).toEqual(['1', '2', '3']);
  expect(lines()).toEqual(['GET /v1/products?q=mug', 'GET /v1/products?q=mug&cursor=a%2Bb']);
});

it('an order is waited for until it is settled', async () => {
  const { fetch, lines } = serverOf(
    () => json(200, { id: 'ord_1', status: 'pending_payment' }),
    () => json(200, { id: 'ord_1', status: 'confirmed' }),
  );
  const { status } = await createClient({ baseUrl, fetch }).waitForOrder('ord_1');
  expect(status).toBe('confirmed');
  expect(lines()).toEqual(Array(2).fill('GET /v1/orders/ord_1?wait=20'));
});

it.each(['', '.', '..'])('an id of %j leads to no other path, and nothing is sent', async (id) => {
  const { fetch, asked } = serverOf();
  const { api, followOrder, waitForOrder } = createClient({ baseUrl, fetch });
  const nothing = { code: 'not-found', status: 404, retryable: false };
  const path = { id };
  await expect(api.GET('/products/{id}', { params: { path } })).rejects.toMatchObject(nothing);
  await expect(waitForOrder(id)).rejects.toMatchObject(nothing);
  await expect(followOrder(id).next()).rejects.toMatchObject(nothing);
  expect(asked).toEqual([]);
});

it('it runs in browsers and Workers, in at most 8 KB', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export * from './client.ts'; export * from './problem.ts'; export * from './webhooks.ts';",
      resolveDir: 'clients/typescript',
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const [{ contents } = expect.fail('nothing was built')] = outputFiles;
  expect(gzipSync(contents).byteLength).toBeLessThanOrEqual(8 * 1024);
});

it('the script of the shop, which has it inside, is at most 40 KB', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'shop-'));
  try {
    await writeShopScript(join(directory, 'shop.js'));
    const script = readFileSync(join(directory, 'shop.js'));
    expect(script.toString()).toContain('/auth/refresh');
    expect(gzipSync(script).byteLength).toBeLessThanOrEqual(40 * 1024);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
