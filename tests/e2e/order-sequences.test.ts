// Anything that staff and a customer may do to an order, in any sequence, through the public API: paid is what was sent, refunded no more than that, stock agrees, and the order comes to an end.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import { generator } from '../../localstack/cloud/faults.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { admin, createShop, shippingAddress } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let customer: string;
let staff: string;
beforeAll(async () => {
  [customer, staff] = [(await shop.newCustomer()).token, await shop.tokenOf(admin)];
});

const post = <Body = Order>(path: string, token: string, body?: unknown) =>
  shop.call<Body>('POST', path, { token, body, headers: { 'idempotency-key': randomUUID() } });

const read = async (id: string): Promise<Order> =>
  (await shop.call<Order>('GET', `/orders/${id}`, { token: staff })).body;

interface Stock {
  readonly onHand: number;
  readonly reserved: number;
}

const stockOf = async (sku: string): Promise<Stock> =>
  (await shop.call<Stock>('GET', `/inventory/${sku}`, { token: staff })).body;

interface Scene {
  readonly id: string;
  readonly order: Order;
  readonly random: () => number;
}

const stocked = 50;

const below = ({ random }: Scene, most: number): number => Math.floor(random() * most);

/** One line of the order and some pieces of it, which may be too many. */
const someLines = (scene: Scene) => {
  const { lines } = scene.order;
  const { sku = '' } = lines[below(scene, lines.length)] ?? {};
  return [{ sku, quantity: 1 + below(scene, 2) }];
};

/** A return that may be over, or none at all. */
const someReturn = ({ id, order }: Scene): string => {
  const found = order.returns.find(({ status }) => status === 'requested') ?? order.returns[0];
  return `/orders/${id}/returns/${found?.returnId ?? 'ret_00000000000000000000000000000000'}`;
};

const parcel = { carrier: 'Post', trackingNumber: 'T1' };

const wishes: readonly ((scene: Scene) => Promise<{ readonly status: number }>)[] = [
  (s) => post(`/orders/${s.id}/shipments`, staff, { ...parcel, lines: someLines(s) }),
  (s) => post(`/orders/${s.id}/shipments`, staff, { ...parcel, lines: someLines(s) }),
  (s) => post(`/orders/${s.id}/line-cancellations`, staff, { lines: someLines(s) }),
  (s) => post(`/orders/${s.id}/delivery`, staff),
  (s) => post(`/orders/${s.id}/delivery`, staff),
  (s) => post(`/orders/${s.id}/returns`, customer, { lines: someLines(s), reason: 'too bright' }),
  (s) => post(`/orders/${s.id}/returns`, customer, { lines: someLines(s), reason: 'too dark' }),
  (s) => post(`${someReturn(s)}/receipt`, staff),
  (s) => post(`${someReturn(s)}/receipt`, staff, { damaged: true }),
  (s) => post(`${someReturn(s)}/refusal`, staff, { reason: 'worn' }),
  (s) => post(`${someReturn(s)}/withdrawal`, customer),
  (s) => {
    const amount = { amount: 1 + below(s, 900), currency: 'EUR' };
    return post(`/orders/${s.id}/refunds`, staff, { amount, reason: 'a scratch' });
  },
  (s) => {
    const body = { ...shippingAddress, line1: `${below(s, 99)} Harbour Street` };
    return shop.call('PUT', `/orders/${s.id}/shipping-address`, { token: customer, body });
  },
];

/** What is wrong with the order, its payment and its stock once all messages are through. */
const faultsOf = async (id: string, damaged: ReadonlyMap<string, number>): Promise<string[]> => {
  const order = await read(id);
  const { captured, refunded } = order.payment;
  const charged = order.delivery.shipments.reduce(
    (all, { charge }) => all + (charge?.amount ?? 0),
    0,
  );
  const payment = await shop.call<{ captured: { amount: number }; refunded: { amount: number } }>(
    'GET',
    `/payments/${id}`,
    { token: staff },
  );
  const faults = [
    captured.amount === charged || `captured ${captured.amount}, sent goods of ${charged}`,
    payment.body.captured.amount === charged || `payments captured ${payment.body.captured.amount}`,
    refunded.amount <= captured.amount || `refunded ${refunded.amount} of ${captured.amount}`,
    payment.body.refunded.amount === refunded.amount ||
      `payments refunded ${payment.body.refunded.amount}, the order ${refunded.amount}`,
  ];
  for (const line of order.lines) {
    const { sku, shipped, returned } = line;
    const { onHand, reserved } = await stockOf(sku);
    const expected = stocked - shipped + returned - (damaged.get(sku) ?? 0);
    faults.push(
      line.refunded.amount <= line.total.amount || `${sku}: refunded more than it has cost`,
      shipped + line.cancelled <= line.quantity || `${sku}: sent and cancelled`,
      returned <= line.delivered || `${sku}: back before it was there`,
      reserved === line.reserved || `${sku}: stock holds ${reserved}, the order ${line.reserved}`,
      onHand === expected || `${sku}: ${onHand} on hand, not ${expected}`,
    );
  }
  return faults.filter((fault) => typeof fault === 'string');
};

const untilSound = (id: string, damaged: ReadonlyMap<string, number>) =>
  expect.poll(() => faultsOf(id, damaged), { timeout: 60_000, interval: 200 }).toEqual([]);

/** Pieces that came back damaged are not put into stock. */
const noteDamaged = (damaged: Map<string, number>, before: Order, after: Order): void => {
  for (const [index, { sku, returned }] of after.lines.entries()) {
    const back = returned - (before.lines[index]?.returned ?? 0);
    damaged.set(sku, (damaged.get(sku) ?? 0) + back);
  }
};

const damagedReceipt = 8;

it.each([11, 12, 13])(
  'sequence %i',
  async (seed) => {
    const random = generator(seed);
    const skus = [await shop.newSku(stocked), await shop.newSku(stocked)];
    const { body: placed } = await shop.place(customer, {
      lines: skus.map((sku, index) => ({ sku, quantity: 2 + index })),
      shippingAddress,
      paymentMethod: { token: 'tok_approved' },
      shippingMethod: 'express',
    });
    const { id } = placed;
    await shop.settled(customer, id);
    const damaged = new Map<string, number>();
    const answers = new Set<number>();
    for (let step = 0; step < 16; step += 1) {
      const scene = { id, order: await read(id), random };
      const wish = below(scene, wishes.length);
      const { status } = (await wishes[wish]?.(scene)) ?? { status: 0 };
      answers.add(status);
      if (wish === damagedReceipt) noteDamaged(damaged, scene.order, await read(id));
      await untilSound(id, damaged);
    }
    expect(
      [...answers].filter((status) => ![200, 201, 202, 404, 409, 422].includes(status)),
    ).toEqual([]);
    // Something was sent, and something was asked back.
    expect([...answers]).toEqual(expect.arrayContaining([201, 202]));
    await post(`/orders/${id}/line-cancellations`, staff, {});
    await expect
      .poll(
        async () => {
          await post(`/orders/${id}/delivery`, staff);
          return (await read(id)).status;
        },
        { timeout: 60_000, interval: 200 },
      )
      .toMatch(/^(cancelled|delivered|return_pending|returned)$/);
    await untilSound(id, damaged);
    const { lines } = await read(id);
    expect(
      lines.every(({ quantity, shipped, cancelled }) => shipped + cancelled === quantity),
    ).toBe(true);
  },
  300_000,
);
