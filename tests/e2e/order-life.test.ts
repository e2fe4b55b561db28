// What follows a confirmed order: shipments, delivery, returns, refunds and cancellation, with stock and money moving along.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let customer: string;
let staff: string;
beforeAll(async () => {
  [customer, staff] = await Promise.all([shop.tokenOf(demo), shop.tokenOf(admin)]);
});

const post = <Body = Record<string, unknown>>(path: string, token: string, body?: unknown) =>
  shop.call<Body>('POST', path, { token, body, headers: { 'idempotency-key': randomUUID() } });

const confirmed = async (sku: string, quantity: number): Promise<string> => {
  const { body } = await shop.place(customer, order(sku, 'tok_approved', quantity));
  expect((await shop.settled(customer, body.id)).status).toBe('confirmed');
  return body.id;
};

/** Asks until the payment has come as far, since orders hear of it by message. */
const untilPaymentIs = async (id: string, status: string): Promise<void> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { body } = await shop.call<{ payment: { status: string } }>('GET', `/orders/${id}`, {
      token: customer,
    });
    if (body.payment.status === status) return;
    if (Date.now() > deadline) throw new Error(`payment of ${id} is ${body.payment.status}`);
    await sleep(20);
  }
};

const until = async (read: () => Promise<unknown>, wanted: unknown): Promise<void> => {
  const deadline = Date.now() + 10_000;
  while (JSON.stringify(await read()) !== JSON.stringify(wanted)) {
    if (Date.now() > deadline) expect(await read()).toEqual(wanted);
    await sleep(20);
  }
};

/** Minor units taken for what was shipped so far. */
const takenOf = (id: string) => async (): Promise<number> => {
  const { body } = await shop.call<{ payment: { captured: { amount: number } } }>(
    'GET',
    `/orders/${id}`,
    { token: customer },
  );
  return body.payment.captured.amount;
};

describe('an order that is fulfilled', () => {
  it('goes out in two shipments, arrives, and comes back in part', async () => {
    const sku = await shop.newSku(10);
    const id = await confirmed(sku, 3);
    const parcel = { carrier: 'Post', trackingNumber: 'T1' };
    const first = await post<{ delivery: { status: string } }>(`/orders/${id}/shipments`, staff, {
      ...parcel,
      lines: [{ sku, quantity: 1 }],
    });
    expect([first.status, first.body.delivery.status]).toEqual([201, 'partly_shipped']);
    await until(takenOf(id), 1250);
    await until(() => shop.stock(sku), { onHand: 9, reserved: 2, available: 7 });
    expect((await post(`/orders/${id}/shipments`, staff, parcel)).status).toBe(201);
    await until(takenOf(id), 3750);
    await until(() => shop.stock(sku), { onHand: 7, reserved: 0, available: 7 });
    const delivery = await shop.call('POST', `/orders/${id}/delivery`, { token: staff });
    expect(delivery.body).toMatchObject({
      status: 'delivered',
      delivery: { status: 'delivered' },
    });

    const again = await shop.call('POST', `/orders/${id}/delivery`, { token: staff });
    expect([again.status, again.body]).toEqual([200, delivery.body]);

    const lines = [{ sku, quantity: 2 }];
    const wish = { lines, reason: 'too many' };
    const returned = await post<{ returnId: string }>(`/orders/${id}/returns`, customer, wish);
    expect(returned.status).toBe(202);
    const receipt = `/orders/${id}/returns/${returned.body.returnId}/receipt`;
    expect((await post(receipt, staff)).body).toMatchObject({ status: 'delivered' });
    await untilPaymentIs(id, 'partly_refunded');
    await until(() => shop.stock(sku), { onHand: 9, reserved: 0, available: 9 });
    const { body } = await shop.call('GET', `/payments/${id}`, { token: customer });
    expect(body).toMatchObject({
      captured: { amount: 3750, currency: 'EUR' },
      refunded: { amount: 2500, currency: 'EUR' },
    });
    const tooMuch = { amount: { amount: 1251, currency: 'EUR' }, reason: 'sorry' };
    expect((await post(`/orders/${id}/refunds`, staff, tooMuch)).body).toMatchObject({
      status: 409,
      code: 'refund-exceeds-captured',
    });
    const rest = { amount: { amount: 1250, currency: 'EUR' }, reason: 'sorry' };
    expect((await post(`/orders/${id}/refunds`, staff, rest)).status).toBe(202);
    await untilPaymentIs(id, 'refunded');
  });

  it('is over when the rest of it is cancelled: only what was sent is paid', async () => {
    const sku = await shop.newSku(10);
    const id = await confirmed(sku, 3);
    const parcel = { carrier: 'Post', trackingNumber: 'T1', lines: [{ sku, quantity: 1 }] };
    await post(`/orders/${id}/shipments`, staff, parcel);
    await shop.call('POST', `/orders/${id}/delivery`, { token: staff });
    expect(outcomeOf(await post(`/orders/${id}/line-cancellations`, customer, {}))).toBe(
      '403 forbidden',
    );
    const { status, body } = await post(`/orders/${id}/line-cancellations`, staff, {});
    expect([status, body]).toMatchObject([
      202,
      { status: 'delivered', lines: [{ shipped: 1, cancelled: 2, reserved: 0 }] },
    ]);
    await until(() => shop.stock(sku), { onHand: 9, reserved: 0, available: 9 });
    const payment = async () => {
      const answer = await shop.call<Record<'captured' | 'voided', { amount: number }>>(
        'GET',
        `/payments/${id}`,
        { token: customer },
      );
      return [answer.body.captured.amount, answer.body.voided.amount];
    };
    await until(payment, [1250, 2500]);
    const left = { carrier: 'Post', trackingNumber: 'T2' };
    expect(outcomeOf(await post(`/orders/${id}/shipments`, staff, left))).toBe('409 invalid-state');
  });

  it('is cancelled before it is shipped, and stock and money are free again', async () => {
    const sku = await shop.newSku(5);
    const id = await confirmed(sku, 2);
    const asked = await post(`/orders/${id}/cancellation`, customer);
    expect([asked.status, asked.body.status]).toEqual([202, 'cancel_pending']);
    await untilPaymentIs(id, 'voided');
    await until(() => shop.stock(sku), { onHand: 5, reserved: 0, available: 5 });
    const again = await post(`/orders/${id}/cancellation`, customer);
    expect(again.body).toMatchObject({ status: 409, code: 'invalid-state' });
    const late = await post(`/orders/${id}/shipments`, staff, {
      carrier: 'Post',
      trackingNumber: 'T1',
    });
    expect(late.body).toMatchObject({ status: 409, code: 'invalid-state' });
  });

  it('is shipped by staff and services of the warehouse only', async () => {
    const id = await confirmed('MUG-BLUE', 1);
    for (const step of ['shipments', 'delivery', 'refunds', 'returns/ret_1/receipt']) {
      const { body } = await post(`/orders/${id}/${step}`, customer, {});
      expect(body).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });
});

interface Explained {
  readonly id: string;
  readonly lines: { readonly total: { readonly amount: number } }[];
  readonly totals: Record<'total' | 'shipping' | 'tax', { amount: number; currency: string }>;
}

describe.each([
  [
    'yen, which have no smaller unit',
    'BOWL-MINO',
    'JPY',
    { country: 'JP', postalCode: '100-0001' },
  ],
  ['dinars, which have a thousand', 'DALLAH-BRASS', 'KWD', { country: 'KW', postalCode: '13001' }],
  [
    'dollars with the tax of Illinois',
    'USD',
    'USD',
    { country: 'US', region: 'IL', postalCode: '60601' },
  ],
])('an order in %s', (_, seeded, currency, place) => {
  it('is captured to the last unit, line by line', async () => {
    const sku = seeded === 'USD' ? await shop.newSku(9, { amount: 2499, currency: 'USD' }) : seeded;
    const wish = order(sku, 'tok_approved', 3);
    const shippingAddress = { ...wish.shippingAddress, ...place };
    const { body } = await shop.place(customer, { ...wish, shippingAddress });
    expect((await shop.settled(customer, body.id)).status).toBe('confirmed');
    const parcel = { carrier: 'Post', trackingNumber: 'T1' };
    const { body: shipped } = await post<Explained>(`/orders/${body.id}/shipments`, staff, parcel);
    await untilPaymentIs(body.id, 'captured');
    const { totals, lines } = shipped;
    const ofLines = lines.reduce((all, { total }) => all + total.amount, 0);
    expect({ amount: ofLines + totals.shipping.amount, currency }).toEqual(totals.total);
    const path = `/payments/${body.id}`;
    const payment = await shop.call<{ captured: object }>('GET', path, { token: customer });
    expect(payment.body.captured).toEqual(totals.total);
  });
});

it('what a guest has put into the cart is in the cart of the customer after login', async () => {
  const sku = await shop.newSku(9);
  const put = await shop.call('PUT', `/cart/lines/${sku}`, { body: { quantity: 2 } });
  const guest = { 'x-cart-token': put.headers.get('x-cart-token') ?? '' };
  const buyer = await shop.newCustomer();
  const cartOf = async (token?: string) => {
    const { body } = await shop.call<{ lines: { sku: string; quantity: number }[] }>(
      'GET',
      '/cart',
      { token, headers: guest },
    );
    return body.lines.map((line) => [line.sku, line.quantity]);
  };
  expect(await cartOf()).toEqual([[sku, 2]]);
  expect(await cartOf(buyer.token)).toEqual([[sku, 2]]);
  expect(await cartOf()).toEqual([]);
});
