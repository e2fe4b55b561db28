// What stands in the price of an order: each shipment takes its share, and the address stays where it was priced for.
import { describe, expect, it } from 'vitest';
import type { OrderState, PlacedOrder } from '../../containers/orders/domain/order.ts';
import { presentOrder } from '../../containers/orders/presentation.ts';
import { orderAfter, placeCommand, replies, run, wishes } from '../support/orders.ts';
import { refusal } from '../support/refusals.ts';

const mug = [{ sku: 'MUG', quantity: 1 }];
const confirm = [wishes.place, replies.reserved, replies.authorized];

describe('shipping and discount', () => {
  it('are shared by the shipments: all of them together are the total', () => {
    const place = placeCommand({
      shippingMethod: 'express',
      shippingAddress: { ...wishes.place.shippingAddress, country: 'DE' },
      coupons: [{ code: 'X', discount: { kind: 'percentage', basisPoints: 1_333 } }],
    });
    const amount = orderAfter(place).order.totals.total;
    let state: OrderState = orderAfter(place, replies.reserved, { ...replies.authorized, amount });
    const charges: number[] = [];
    for (const [index, lines] of [mug, [{ sku: 'TEA', quantity: 2 }], mug, undefined].entries()) {
      state = run(state, { ...wishes.ship, shipmentId: `shp_${index}`, lines }).state;
      charges.push((state as PlacedOrder).order.shipments.at(-1)?.charge?.amount ?? 0);
    }
    expect(charges.every((charge) => charge > 0)).toBe(true);
    expect(charges.reduce((all, charge) => all + charge, 0)).toBe(amount.amount);
  });
});

describe('shipping of goods that cost nothing', () => {
  it('is shared by their pieces', () => {
    const place = placeCommand({
      shippingMethod: 'express',
      shippingAddress: { ...wishes.place.shippingAddress, country: 'DE' },
      coupons: [{ code: 'X', discount: { kind: 'percentage', basisPoints: 10_000 } }],
    });
    const amount = orderAfter(place).order.totals.total;
    let state: OrderState = orderAfter(place, replies.reserved, { ...replies.authorized, amount });
    const shares = [mug, [{ sku: 'TEA', quantity: 2 }], undefined].map((lines, index) => {
      state = run(state, { ...wishes.ship, shipmentId: `shp_${index}`, lines }).state;
      return (state as PlacedOrder).order.shipments.at(-1)?.charge?.amount;
    });
    // Of five pieces, at 9.90 for the first and a euro for each of the others.
    expect([amount.amount, shares]).toEqual([1_390, [278, 556, 556]]);
  });
});

describe('another address', () => {
  const elsewhere = (changes: object) => ({
    ...wishes.changeAddress,
    shippingAddress: { ...wishes.place.shippingAddress, ...changes },
  });

  it('is taken until something has left', () => {
    const { state } = run(orderAfter(...confirm), elsewhere({ city: 'Porto' }));
    expect(presentOrder(state as PlacedOrder, 1).shippingAddress.city).toBe('Porto');
    const sent = orderAfter(...confirm, { ...wishes.ship, lines: mug });
    expect(() => run(sent, elsewhere({ city: 'Porto' }))).toThrow(
      'shipped cannot be sent elsewhere',
    );
  });

  it('is taken a hundred times and no more, so that what has happened to the order can be told', () => {
    let state: OrderState = orderAfter(...confirm);
    const change = (house: number) => run(state, elsewhere({ line1: `${house} Harbour Street` }));
    for (let house = 1; house <= 100; house += 1) ({ state } = change(house));
    expect((state as PlacedOrder).order.shippingAddress.line1).toBe('100 Harbour Street');
    const detail = 'The address of an order is changed at most 100 times.';
    expect(() => change(101)).toThrow(refusal('invalid-state', { detail }));
  });

  it('stays in the country, whose tax is in the prices', () => {
    const abroad = elsewhere({ country: 'PT', postalCode: '1000-001' });
    expect(() => run(orderAfter(...confirm), abroad)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        options: { errors: [expect.objectContaining({ pointer: '/country', code: 'fixed' })] },
      }),
    );
  });
});
