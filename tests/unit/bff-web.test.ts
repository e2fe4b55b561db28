// What a page is told of the API: in how few calls, as whom, and what stands when a part of it does not answer.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBff, json, problem, smallShop as shop } from '../support/bff-web.ts';

const productPage = readFileSync('clients/graphql/storefront/product-page.graphql', 'utf8');

describe('a product page', () => {
  it('is three calls', async () => {
    const { post, calls } = createBff({ respond: shop });
    const { body } = await post({ query: productPage, variables: { id: 'a', currency: 'EUR' } });
    expect(body.errors).toBeUndefined();
    expect(body.data?.product).toMatchObject({
      name: 'Mug a',
      category: { id: 'drinkware', name: 'Drinkware', parent: { id: 'kitchen', name: 'Kitchen' } },
      variants: [{ price: { amount: 3_000_000_000, currency: 'EUR' }, isAvailable: true }],
      related: [{ id: 'b' }, { id: 'c' }],
    });
    expect(calls.map(({ target }) => target).sort()).toEqual([
      '/categories',
      '/products/a?currency=EUR',
      '/products?category=drinkware&currency=EUR&limit=5',
    ]);
  });

  it('asks once for what several of its fields want', async () => {
    const { post, calls } = createBff({ respond: shop });
    const query = `{
      one: product(id: "a") { category { children { id } } related { category { id } } }
      same: product(id: "a") { related { id } }
      products(first: 5) { items { id category { name } related { id } } }
      categories { id }
    }`;
    const { body } = await post({ query });
    expect(body.errors).toBeUndefined();
    expect(calls.map(({ target }) => target).sort()).toEqual([
      '/categories',
      '/products/a',
      '/products?category=drinkware&limit=5',
      '/products?limit=5',
    ]);
  });

  it('stands without what does not come', async () => {
    const { post } = createBff({
      respond: (call) =>
        /^\/(categories|products\?)/.test(call.target) ? problem(503, 'overloaded') : shop(call),
    });
    const { status, body } = await post({ query: productPage, variables: { id: 'a' } });
    expect([status, body.data?.product]).toEqual([
      200,
      expect.objectContaining({ name: 'Mug a', category: null, related: null }),
    ]);
    expect(body.errors?.map(({ path, extensions: { code } }) => [path, code])).toEqual([
      [['product', 'category'], 'overloaded'],
      [['product', 'related'], 'overloaded'],
    ]);
  });

  it('does not wait for what is late', async () => {
    const { post } = createBff({
      respond: (call, signal) =>
        call.target.startsWith('/products?')
          ? new Promise((_, reject) =>
              signal.addEventListener('abort', () => reject(signal.reason)),
            )
          : shop(call),
    });
    const started = performance.now();
    const { body } = await post({ query: productPage, variables: { id: 'a' } });
    // All of a document has 8.5 s.
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(body.data?.product).toMatchObject({ name: 'Mug a', related: null });
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['gateway-timeout']);
  });

  it('that is not there is null, with the code', async () => {
    const { post } = createBff();
    const { body } = await post({ query: productPage, variables: { id: '../admin/users' } });
    expect(body).toMatchObject({
      data: { product: null },
      errors: [{ path: ['product'], extensions: { code: 'not-found', status: 404 } }],
    });
  });

  it('asks no more where a service has failed too often', async () => {
    const { post, calls } = createBff({ respond: () => problem(500, 'internal') });
    for (let round = 0; round < 15; round += 1) {
      await post({ query: productPage, variables: { id: `p${round}` } });
    }
    const before = calls.length;
    const { body } = await post({ query: productPage, variables: { id: 'a' } });
    expect(calls.length).toBe(before);
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['overloaded']);
  });
});

describe('each call', () => {
  it('is made as whoever asks, and never names them to another', async () => {
    const { post, calls } = createBff({ respond: shop });
    const headers = {
      authorization: 'Bearer good',
      'x-cart-token': 'of-a-guest',
      'x-request-id': 'page-12345678',
      cookie: 'session=1',
    };
    await post({ query: '{ account { name etag } cart { token } }' }, headers);
    for (const call of calls) {
      expect(call.headers).toEqual({
        authorization: 'Bearer good',
        'x-cart-token': 'of-a-guest',
        'x-request-id': 'page-12345678',
      });
    }
    await post({ query: '{ cart { token } }' });
    expect(Object.keys(calls.at(-1)?.headers ?? {})).toEqual(['x-request-id']);
  });

  it('keeps what was typed in its place', async () => {
    const { post, calls } = createBff({ respond: shop });
    await post({
      query: 'query q($id: ID!) { order(id: $id) { id } }',
      variables: { id: '../a?b' },
    });
    expect(calls.map(({ target }) => target)).toEqual(['/orders/..%2Fa%3Fb']);
  });
});

describe('commands', () => {
  it('name what is to be done once, and are carried out in their order', async () => {
    const { post, calls } = createBff({ respond: shop });
    const query = `mutation Buy($input: PlaceOrderInput!, $key: String!) {
      setCartItem(sku: "MUG-BLUE", quantity: 2) { token }
      removeFromCart(sku: "LAST-ONE") { token }
      placeOrder(input: $input, idempotencyKey: $key) { id status }
      cancelOrder(id: "o1", idempotencyKey: "another-key-of-mine") { status }
      requestReturn(id: "o1", lines: [{ sku: "MUG-BLUE", quantity: 1 }], reason: "too blue", idempotencyKey: "a-key-for-a-return") { returnId order { status } }
      withdrawReturn(id: "o1", returnId: "r/1", idempotencyKey: "a-key-to-keep-it") { id }
      changeName(name: "Ada", ifMatch: "\\"3\\"") { etag }
    }`;
    const address = { name: 'Ada', line1: '1 Harbour Street', country: 'PT', line2: null };
    const input = {
      lines: [{ sku: 'MUG-BLUE', quantity: 2 }],
      shippingAddress: address,
      paymentToken: 'tok_approved',
      shippingMethod: 'EXPRESS',
      coupons: null,
    };
    const { body } = await post({ query, variables: { input, key: 'a-key-of-16-chars' } });
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({
      setCartItem: { token: 'a-new-one' },
      placeOrder: { id: 'o1', status: 'PENDING_STOCK' },
      requestReturn: { returnId: 'r1', order: { status: 'PENDING_STOCK' } },
      withdrawReturn: { id: 'o1' },
      changeName: { etag: '"3"' },
    });
    const { line2: _, ...sent } = address;
    expect(
      calls.map(({ method, target, headers, body: sentBody }) => [
        `${method} ${target}`,
        headers['idempotency-key'] ?? headers['if-match'],
        sentBody,
      ]),
    ).toEqual([
      ['PUT /cart/lines/MUG-BLUE', undefined, { quantity: 2 }],
      ['DELETE /cart/lines/LAST-ONE', undefined, undefined],
      [
        'POST /orders',
        'a-key-of-16-chars',
        {
          lines: input.lines,
          shippingAddress: sent,
          paymentMethod: { token: 'tok_approved' },
          shippingMethod: 'express',
        },
      ],
      ['POST /orders/o1/cancellation', 'another-key-of-mine', undefined],
      [
        'POST /orders/o1/returns',
        'a-key-for-a-return',
        { lines: [{ sku: 'MUG-BLUE', quantity: 1 }], reason: 'too blue' },
      ],
      ['POST /orders/o1/returns/r%2F1/withdrawal', 'a-key-to-keep-it', undefined],
      ['PATCH /users/me', '"3"', { name: 'Ada' }],
    ]);
  });

  it('that place an order can wait for it, and it is placed also where that is not answered', async () => {
    const query = `mutation Buy($wait: Int) {
      placeOrder(
        input: { lines: [], shippingAddress: { name: "A", line1: "B", country: "PT" }, paymentToken: "t" }
        idempotencyKey: "a-key-of-16-chars"
        wait: $wait
      ) { status }
    }`;
    const answers = (settled: Response) =>
      createBff({ respond: (call) => (call.method === 'GET' ? settled : shop(call)) });
    const confirmed = answers(json({ id: 'o1', status: 'confirmed' }));
    const { body } = await confirmed.post({ query, variables: { wait: 5 } });
    expect(body).toEqual({ data: { placeOrder: { status: 'CONFIRMED' } } });
    expect(confirmed.calls.at(-1)?.target).toBe('/orders/o1?wait=5');
    const failing = await answers(problem(503, 'overloaded')).post({
      query,
      variables: { wait: 5 },
    });
    expect(failing.body).toEqual({ data: { placeOrder: { status: 'PENDING_STOCK' } } });
    const { post, calls } = answers(problem(500, 'internal'));
    for (const wait of [6, -1]) {
      const refused = await post({ query, variables: { wait } });
      expect([refused.body.errors?.[0]?.extensions.code, calls]).toEqual(['validation-failed', []]);
    }
    const { body: atOnce } = await post({ query, variables: { wait: 0 } });
    expect(atOnce).toEqual({ data: { placeOrder: { status: 'PENDING_STOCK' } } });
    expect(calls.map(({ method }) => method)).toEqual(['POST']);
  });

  it('are not repeated when they fail', async () => {
    const { post, calls } = createBff({ respond: () => problem(503, 'overloaded') });
    const { body } = await post({
      query: 'mutation { cancelOrder(id: "o1", idempotencyKey: "a-key-of-16-chars") { id } }',
    });
    expect([calls.length, body.errors?.[0]?.extensions]).toEqual([
      1,
      { code: 'overloaded', status: 503, retryable: true, requestId: expect.any(String) },
    ]);
  });

  it('are refused with the code of the problem, and where it is', async () => {
    const errors = [{ pointer: '/quantity', code: 'too-large', detail: 'is too large' }];
    const { post } = createBff({ respond: () => problem(422, 'validation-failed', { errors }) });
    const { status, body } = await post({
      query: 'mutation { setCartItem(sku: "MUG-BLUE", quantity: 99999) { token } }',
    });
    expect([status, body]).toMatchObject([
      200,
      {
        data: { setCartItem: null },
        errors: [
          {
            message: 'It is validation-failed.',
            path: ['setCartItem'],
            extensions: { code: 'validation-failed', status: 422, pointer: '/quantity', errors },
          },
        ],
      },
    ]);
  });
});

describe('a list of orders', () => {
  it('has the timeline of each, and stands without', async () => {
    const query = '{ orders(first: 2) { items { id status timeline { type } } nextCursor } }';
    const whole = await createBff({ respond: shop }).post({ query });
    expect(whole.body.data?.orders).toMatchObject({
      items: [{ status: 'PENDING_STOCK', timeline: [{ type: 'OrderPlaced' }] }, { id: 'o2' }],
      nextCursor: 'next',
    });
    const { post } = createBff({
      respond: (call) =>
        call.target === '/orders/o2/events' ? problem(404, 'not-found') : shop(call),
    });
    const { body } = await post({ query });
    expect(body.data?.orders).toMatchObject({
      items: [{ id: 'o1' }, { id: 'o2', timeline: null }],
    });
    expect(body.errors?.map(({ path }) => path)).toEqual([['orders', 'items', 1, 'timeline']]);
  });
});

it('an error of ours is not told', async () => {
  const { post } = createBff({ respond: () => json({ id: null, secret: 'a secret' }) });
  const { status, body } = await post({ query: '{ account { id } }' });
  expect([
    status,
    body.data,
    body.errors?.map(({ message, extensions }) => [message, extensions.code]),
  ]).toEqual([200, { account: null }, [['Something went wrong on our side', 'internal']]]);
});
