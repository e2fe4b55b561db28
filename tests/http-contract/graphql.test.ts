// Pages of web shops in one document: what is asked by GraphQL is what the API says, and refusals keep their codes.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createContract, expectProblem } from '../support/http-contract.ts';
import { admin, createShop, demo, shippingAddress } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused, leftOut } = createContract(shop);
const id = 'bff-web.graphql';

interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: as the document says
  readonly data?: any;
  readonly errors?: readonly {
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly status: number };
  }[];
}

let customer: string;
beforeAll(async () => {
  customer = await shop.tokenOf(demo);
});

const answerTo = async (query: string, variables: object = {}, call: object = {}) =>
  (await ask<Told>(id, { body: { query, variables }, ...call })).body;

const codesOf = ({ errors = [] }: Told) => errors.map(({ extensions }) => extensions.code);

describe('a guest', () => {
  it('sees a product with its category and others of it, as the API has them', async () => {
    const found = await ask<{ items: { id: string }[] }>('products.list', {
      query: '?q=mug&limit=1',
    });
    const [mug] = found.body.items;
    const { body: product } = await ask('products.read', { params: { id: mug?.id ?? '' } });
    const { data, errors } = await answerTo(
      `query q($id: ID!) { product(id: $id) {
        id name description images version category { id }
        variants { sku name price { amount currency } }
        related { id category { id } }
      } }`,
      { id: mug?.id },
    );
    expect(errors).toBeUndefined();
    const { related, category, variants, ...own } = data.product;
    expect(product).toMatchObject({ ...own, category: category.id, variants });
    expect(related.length).toBeGreaterThan(0);
    for (const other of related) {
      expect(other).toEqual({ id: expect.not.stringMatching(own.id), category });
    }
  });

  it('browses, and walks the tree of categories', async () => {
    const query = `query q($after: String) {
      products(sort: NAME, first: 2, after: $after) { items { id } nextCursor }
      categories { id children { id parent { id } } }
    }`;
    const first = await answerTo(query);
    const after = first.data.products.nextCursor;
    const second = await answerTo(query, { after });
    const ids = [...first.data.products.items, ...second.data.products.items];
    expect(new Set(ids.map((item: { id: string }) => item.id)).size).toBe(4);
    for (const { id: top, children } of first.data.categories) {
      for (const child of children) expect(child.parent).toEqual({ id: top });
    }
    expect(codesOf(await answerTo(query, { after: 'forged' }))).toEqual(['invalid-cursor']);
  });

  it('is given a cart', async () => {
    const set =
      'mutation { setCartItem(sku: "MUG-BLUE", quantity: 2) { token lines { sku quantity } } }';
    const { data } = await answerTo(set);
    const { token, lines } = data.setCartItem;
    expect(lines).toEqual([{ sku: 'MUG-BLUE', quantity: 2 }]);
    const headers = { 'x-cart-token': token };
    const read = await answerTo('{ cart { lines { sku } subtotal { amount } } }', {}, { headers });
    expect(read.data.cart.lines).toEqual([{ sku: 'MUG-BLUE' }]);
    const remove = 'mutation { removeFromCart(sku: "MUG-BLUE") { lines { sku } } }';
    expect((await answerTo(remove, {}, { headers })).data.removeFromCart.lines).toEqual([]);
  });

  it('has no account and no orders', async () => {
    const told = await answerTo('{ account { id } orders { items { id } } }');
    expect([told.data, codesOf(told)]).toEqual([
      { account: null, orders: null },
      ['unauthenticated', 'unauthenticated'],
    ]);
  });
});

describe('a customer', () => {
  const place = `mutation p($input: PlaceOrderInput!, $key: String!) {
    placeOrder(input: $input, idempotencyKey: $key) { id status }
  }`;
  const input = {
    lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
    shippingAddress,
    paymentToken: 'tok_approved',
  };

  it('orders once with a key, follows the order, and cancels it', async () => {
    const own = { token: customer };
    const key = randomUUID();
    const placed = await answerTo(place, { input, key }, own);
    const again = await answerTo(place, { input, key }, own);
    expect(again.data).toEqual(placed.data);
    const variables = { id: placed.data.placeOrder.id };
    await shop.settled(customer, variables.id);
    const { data } = await answerTo(
      `query q($id: ID!) {
        order(id: $id, wait: 5) { status totals { total { amount } } payment { status } timeline { type } }
        orders(first: 1) { items { id } }
      }`,
      variables,
      own,
    );
    expect(data.order).toMatchObject({ status: 'CONFIRMED', payment: { status: 'AUTHORIZED' } });
    expect(data.order.timeline.length).toBeGreaterThan(2);
    const cancel =
      'mutation c($id: ID!, $key: String!) { cancelOrder(id: $id, idempotencyKey: $key) { id } }';
    const cancelled = await answerTo(cancel, { ...variables, key: randomUUID() }, own);
    expect(cancelled).toEqual({ data: { cancelOrder: variables } });
  });

  it('asks for a return once with a key, and withdraws it', async () => {
    const own = { token: customer };
    const staff = { token: await shop.tokenOf(admin) };
    const { data } = await answerTo(place, { input, key: randomUUID() }, own);
    const { id: orderId } = data.placeOrder;
    const params = { id: orderId };
    await shop.settled(customer, orderId);
    const ofIt = `mutation r($id: ID!, $key: String!) {
      requestReturn(
        id: $id, lines: [{ sku: "MUG-BLUE", quantity: 1 }], reason: "too blue", idempotencyKey: $key
      ) { returnId order { id } }
    }`;
    const key = randomUUID();
    expect(codesOf(await answerTo(ofIt, { id: orderId, key }, own))).toEqual(['invalid-state']);
    const parcel = { carrier: 'Post', trackingNumber: 'T9' };
    await ask('orders.ship', { ...staff, params, body: parcel });
    await ask('orders.deliver', { ...staff, params });
    const again = { id: orderId, key: randomUUID() };
    const asked = await answerTo(ofIt, again, own);
    expect(await answerTo(ofIt, again, own)).toEqual(asked);
    const { returnId, order: returned } = asked.data.requestReturn;
    expect(returned).toEqual({ id: orderId });
    const withdraw = `mutation w($id: ID!, $returnId: ID!, $key: String!) {
      withdrawReturn(id: $id, returnId: $returnId, idempotencyKey: $key) { returns { returnId status } }
    }`;
    const kept = { id: orderId, returnId, key: randomUUID() };
    expect((await answerTo(withdraw, kept, own)).data.withdrawReturn).toEqual({
      returns: [{ returnId, status: 'WITHDRAWN' }],
    });
    expect(codesOf(await answerTo(withdraw, { ...kept, key: randomUUID() }, own))).toEqual([
      'invalid-state',
    ]);
  });

  it('is refused with the codes of the API', async () => {
    const own = { token: customer };
    const refusedWith = async (change: object, key: string = randomUUID()) =>
      codesOf(await answerTo(place, { input: { ...input, ...change }, key }, own));
    expect(await refusedWith({ lines: [{ sku: 'NO-SUCH', quantity: 1 }] })).toEqual([
      'unknown-sku',
    ]);
    expect(await refusedWith({ lines: [{ sku: 'MUG-BLUE', quantity: 0 }] })).toEqual([
      'validation-failed',
    ]);
    expect(await refusedWith({}, 'short')).toEqual(['idempotency-key-invalid']);
    const order = 'query q($id: ID!) { order(id: $id) { id } }';
    expect(codesOf(await answerTo(order, { id: 'ord_unknown' }, own))).toEqual(['not-found']);
  });

  it('changes the name against the version that was read', async () => {
    const { token } = await shop.newCustomer();
    const own = { token };
    const { data } = await answerTo('{ account { name etag } }', {}, own);
    const change =
      'mutation c($name: String!, $etag: String) { changeName(name: $name, ifMatch: $etag) { name etag } }';
    const changed = await answerTo(change, { name: 'Ada', etag: data.account.etag }, own);
    expect(changed.data.changeName.name).toBe('Ada');
    const stale = await answerTo(change, { name: 'Bea', etag: data.account.etag }, own);
    expect(codesOf(stale)).toEqual(['precondition-failed']);
  });
});

describe('what is no document', () => {
  it('is refused by its code, never by a page', async () => {
    expect(codesOf(await answerTo('{ nothing }'))).toEqual(['document-invalid']);
    expect(codesOf(await answerTo('{'))).toEqual(['document-malformed']);
    const query = '{ account { id } }';
    await refused(id, { body: [{ query }] }, 422, 'validation-failed');
    await refused(id, { body: { query }, token: 'x' }, 401, 'unauthenticated');
    const headers = { 'content-type': 'application/graphql' };
    await refused(id, { body: query, headers }, 415, 'unsupported-media-type');
    for (const method of ['PUT', 'DELETE']) {
      expectProblem(await shop.call(method, '/graphql'), 405, 'method-not-allowed');
    }
    const page = await shop.call('POST', '/graphql', {
      body: { query: '{ nothing }' },
      headers: { accept: 'text/html' },
    });
    expect(page.headers.get('content-type')).toBe('application/json');
  });
});

describe('a registered document by GET', () => {
  const documentId = 'sha256:025208c0910c58adac23fda5f3acb3f04b040e8c19acc5ef28fbcdeeec18b066';
  const read = 'bff-web.read-registered';
  const queryOf = (members: Record<string, string>) => `?${new URLSearchParams(members)}`;

  it('is answered like any other, and not sent twice', async () => {
    const query = queryOf({ documentId, variables: '{"search":"mug","first":1}' });
    const { body, headers } = await ask<Told>(read, { query });
    expect([body.errors, body.data.products.items.length]).toEqual([undefined, 1]);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    const condition = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await ask(read, { query, headers: condition })).status).toBe(304);
  });

  it('is refused by its code', async () => {
    const refusedBy = (members: Record<string, string>, code: string, status = 422) =>
      refused(read, { query: queryOf(members) }, status, code);
    await refusedBy({ query: '{ categories { id } }' }, 'unknown-member');
    await refusedBy({ documentId: 'sha256:none' }, 'validation-failed');
    await refusedBy({ documentId, variables: '{' }, 'malformed-json', 400);
    await refused(read, { query: queryOf({ documentId }), token: 'x' }, 401, 'unauthenticated');
  });
});

it('no operation is left out', () => {
  expect(leftOut('graphql')).toEqual([]);
});
