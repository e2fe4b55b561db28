// A customer's orders in the shop: the list, the piece that changes, and what its forms ask of the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleAnswers } from '../../events/http/examples/example-answers.ts';
import {
  customer,
  inputsIn,
  openShop,
  readIn,
  refusedWith,
  type Shop,
} from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const cookies = customer;
const example = exampleAnswers['orders.read'] as unknown as Readonly<Record<string, unknown>>;
const line = (name: string, quantity: number) => ({
  sku: name.toUpperCase(),
  name,
  quantity,
  unitPrice: { amount: 1000, currency: 'EUR' },
  total: { amount: 1000 * quantity, currency: 'EUR' },
});
const order = (changes: object = {}): Record<string, unknown> => ({
  ...example,
  id: 'ord_1',
  lines: [line('Mug', 2), line('Tea', 1)],
  ...changes,
});

describe('the list', () => {
  const list = (url: string, items: readonly object[], nextCursor: string | null) =>
    shop.get(url, { cookies, answers: { 'GET /orders': { body: { items, nextCursor } } } });

  it('that is empty says so', async () => {
    const { main, asked } = await list('/orders?cursor=', [], null);
    expect([readIn(main), asked]).toEqual([
      'Your orders You have not ordered anything yet.',
      ['GET /orders?own=true'],
    ]);
  });

  it('has a row an order, and leads on', async () => {
    const { main, asked } = await list('/orders?cursor=c1', [order({ status: 'shipped' })], 'c/2');
    expect(asked).toEqual(['GET /orders?own=true&cursor=c1']);
    expect(readIn(main)).toMatch(/^Your orders .* 2 × Mug , 1 × Tea on its way €33.90 More$/);
    expect(main).toContain('href="/orders?cursor=c%2F2"');
    expect(main).toContain('<a href="/orders/ord_1">');
  });
});

describe('the piece that changes', () => {
  const state = async (changes: object) => {
    const answers = { 'GET /orders/ord_1': { body: order(changes) } };
    const { headers, body } = await shop.get('/orders/ord_1/state', { cookies, answers });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    return body;
  };

  it.each([
    ['pending_stock', true],
    ['pending_payment', true],
    ['cancel_pending', true],
    ['return_pending', true],
    ['confirmed', false],
    ['delivered', false],
  ])('of %s waits for more: %s', async (status, isPending) => {
    const body = await state({ status });
    expect(body.includes(' data-pending')).toBe(isPending);
    expect(body).not.toContain('<html');
  });

  it('says why, what was sent and what comes back', async () => {
    const shipment = { carrier: 'Post', trackingNumber: 'T1', shippedAt: '2026-01-02T10:00:00Z' };
    const body = await state({
      status: 'rejected',
      reason: 'out_of_stock',
      payment: { status: 'voided' },
      delivery: {
        status: 'partly_shipped',
        shipments: [
          { ...shipment, deliveredAt: null },
          { ...shipment, deliveredAt: '2026-01-09T10:00:00Z' },
        ],
      },
      returns: [{ status: 'requested', requestedAt: '2026-01-10T10:00:00Z' }],
    });
    expect(readIn(body)).toMatch(
      /^not accepted : sold out Payment released Delivery partly shipped Tracking: Post T1, Jan 2, .* Tracking: Post T1, Jan 9, .* Returns: requested, Jan 10, .*$/,
    );
  });

  it('has no reason where there is none', async () => {
    expect(readIn(await state({ reason: null, status: 'confirmed' }))).toMatch(
      /^confirmed Payment/,
    );
  });
});

it.each([
  ['same-origin', 200],
  ['cross-site', 404],
])('the token for following goes to our own script alone: %s', async (site, status) => {
  const headers = { 'sec-fetch-site': site };
  const answer = await shop.get('/orders/ord_1/live', { cookies, headers });
  expect(answer.status).toBe(status);
  if (status === 200) expect(JSON.parse(answer.body)).toEqual({ token: 'token-of-ada' });
});

describe('a form', () => {
  const post = (path: string, form: Record<string, string>) =>
    shop.post(`/orders/ord_1/${path}`, form, {
      cookies,
      answers: {
        'POST /orders/ord_1/cancellation': { status: 202, body: {} },
        'POST /orders/ord_1/returns': { status: 202, body: {} },
      },
    });

  it('cancels once, under its key', async () => {
    const { location, asked, calls } = await post('cancellation', { key: 'key-1' });
    expect([location, asked, calls[0]?.headers['idempotency-key']]).toEqual([
      '/orders/ord_1',
      ['POST /orders/ord_1/cancellation'],
      'key-1',
    ]);
  });

  it('sends back what was chosen of the goods', async () => {
    const form = { key: 'k', 'line.MUG': '2', 'line.TEA': '0', reason: 'broken', other: '7' };
    const { location, sent } = await post('returns', form);
    expect([location, sent]).toEqual([
      '/orders/ord_1',
      [{ lines: [{ sku: 'MUG', quantity: 2 }], reason: 'broken' }],
    ]);
  });

  it.each([
    ['for good', refusedWith(409, 'invalid-state'), false],
    ['for now', refusedWith(500, 'internal', { retryable: true }), true],
  ])('that is refused %s is shown again with what was typed', async (_, refusal, isSameTry) => {
    const form = { key: 'key-1', 'line.MUG': '2', reason: 'broken <' };
    const { status, main } = await shop.post('/orders/ord_1/returns', form, {
      cookies,
      answers: {
        'GET /orders/ord_1': { body: order({ status: 'delivered' }) },
        'POST /orders/ord_1/returns': refusal,
      },
    });
    const [key, ...typed] = inputsIn(main);
    expect([status, key === 'key=key-1']).toEqual([refusal.status, isSameTry]);
    expect(typed).toEqual(['line.MUG=2', 'line.TEA=0', 'reason=broken &lt; required']);
  });

  it('asks for as many at most as were delivered', async () => {
    const answers = { 'GET /orders/ord_1': { body: order({ status: 'delivered' }) } };
    const { main } = await shop.get('/orders/ord_1', { cookies, answers });
    expect(main).toContain('name="line.MUG" min="0" max="2" value="0"');
    expect(inputsIn(main).slice(1)).toEqual(['line.MUG=0', 'line.TEA=0', 'reason= required']);
    expect(readIn(main)).toContain('2 × Mug €10.00 €20.00');
  });
});
