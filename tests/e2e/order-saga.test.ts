// An order from the cart to the mail, and every way it can be rejected.
import { beforeAll, describe, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let token: string;
beforeAll(async () => {
  token = await shop.tokenOf(demo);
});

const statusesOf = async (id: string) => {
  const { body } = await shop.call<{ items: { version: number; type: string }[] }>(
    'GET',
    `/orders/${id}/events`,
    { token },
  );
  return body.items;
};

describe('an order', () => {
  it('is confirmed after stock and payment, and a mail arrives', async () => {
    const customer = await shop.newCustomer();
    const found = await shop.call<{ items: { variants: { sku: string }[] }[] }>(
      'GET',
      '/products?q=mug',
    );
    expect(found.body.items.flatMap(({ variants }) => variants.map(({ sku }) => sku))).toContain(
      'MUG-BLUE',
    );
    const before = await shop.stock('MUG-BLUE');
    const placed = await shop.place(customer.token, order('MUG-BLUE'));
    expect(placed.status).toBe(201);
    expect(placed.body.status).toBe('pending_stock');
    expect(placed.headers.get('location')).toBe(`/v1/orders/${placed.body.id}`);
    const settled = await shop.settled(customer.token, placed.body.id);
    expect(settled).toMatchObject({
      status: 'confirmed',
      reason: null,
      payment: { status: 'authorized' },
    });
    const after = await shop.stock('MUG-BLUE');
    expect(after.reserved).toBe(before.reserved + 1);
    const mail = await shop.mailTo(customer.email, ({ subject }) =>
      subject.includes(placed.body.id),
    );
    expect(mail.subject).toMatch(/confirmed/i);
    const payment = await shop.call('GET', `/payments/${placed.body.id}`, {
      token: customer.token,
    });
    expect(payment.body).toMatchObject({
      orderId: placed.body.id,
      status: 'authorized',
      authorized: placed.body.totals.total,
    });
  });

  it('keeps its history as facts, versions 1 to n', async () => {
    const { body } = await shop.place(token, order('MUG-BLUE'));
    const settled = await shop.settled(token, body.id);
    const events = await statusesOf(body.id);
    expect(events.map(({ version }) => version)).toEqual(
      Array.from({ length: settled.version }, (_, index) => index + 1),
    );
    expect(events.at(0)?.type).toBe('order-placed');
  });

  it.each([
    ['tok_declined', 'payment_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_async_declined', 'payment_declined'],
  ])('with %s is rejected with %s, and its stock comes back', async (paymentToken, reason) => {
    const sku = await shop.newSku(5);
    const { body } = await shop.place(token, order(sku, paymentToken, 2));
    const settled = await shop.settled(token, body.id);
    expect(settled).toMatchObject({ status: 'rejected', reason });
    await expect.poll(() => shop.stock(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    const mail = await shop.mailTo(demo.email, ({ subject }) => subject.includes(body.id));
    expect(mail.channel).toBe('email');
  });

  it('with an asynchronous approval is confirmed after the webhook', async () => {
    const { body } = await shop.place(token, order('MUG-BLUE', 'tok_async_approved'));
    expect(await shop.settled(token, body.id)).toMatchObject({
      status: 'confirmed',
      payment: { status: 'authorized' },
    });
  });

  it('is confirmed once when the provider fails once', async () => {
    const { body } = await shop.place(token, order('MUG-BLUE', 'tok_error_once'));
    expect(await shop.settled(token, body.id)).toMatchObject({ status: 'confirmed' });
  });

  it('whose answer from the provider is lost ends as the ledger of the provider says', async () => {
    const { body } = await shop.place(token, order('MUG-BLUE', 'tok_timeout'));
    const settled = await shop.settled(token, body.id, 50);
    expect((await shop.providerLedger()).split(body.id).length).toBeGreaterThan(1);
    expect(['confirmed', 'rejected']).toContain(settled.status);
    const { body: payment } = await shop.call('GET', `/payments/${body.id}`, { token });
    expect(payment.status).toBe(settled.status === 'confirmed' ? 'authorized' : 'declined');
  }, 60_000);

  it('for the last unit is confirmed once; the second is rejected as out of stock', async () => {
    const first = await shop.place(token, order('LAST-ONE'));
    expect(await shop.settled(token, first.body.id)).toMatchObject({ status: 'confirmed' });
    const second = await shop.place(token, order('LAST-ONE'));
    expect(await shop.settled(token, second.body.id)).toMatchObject({
      status: 'rejected',
      reason: 'out_of_stock',
    });
  });

  it('for one unit by 20 buyers at once is confirmed for exactly one', async () => {
    const sku = await shop.newSku(1);
    const placed = await Promise.all(
      Array.from({ length: 20 }, () => shop.place(token, order(sku))),
    );
    const settled = await Promise.all(placed.map(({ body }) => shop.settled(token, body.id)));
    const outcomes = settled.map(({ status, reason }) => reason ?? status).sort();
    expect(outcomes).toEqual(['confirmed', ...Array(19).fill('out_of_stock')]);
    expect(await shop.stock(sku)).toEqual({ onHand: 1, reserved: 1, available: 0 });
  });

  it('with two lines of one SKU is refused as their sum', async () => {
    const sku = await shop.newSku(3);
    const lines = [
      { sku, quantity: 2 },
      { sku, quantity: 2 },
    ];
    const { body } = await shop.place(token, { ...order(sku), lines });
    expect(await shop.settled(token, body.id)).toMatchObject({
      status: 'rejected',
      reason: 'out_of_stock',
    });
    expect(await shop.stock(sku)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  });
});
