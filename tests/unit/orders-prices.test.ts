// Prices, coupons, shipping and quantities of an order at their edges: at the limit and one beside it.
import { describe, expect, it } from 'vitest';
import { putBack, showCart } from '../../containers/orders/domain/cart.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import {
  type Coupon,
  changedCoupon,
  checkedCoupon,
  discountOfAll,
  endedCoupon,
} from '../../containers/orders/domain/pricing/coupon.ts';
import { priceOrder } from '../../containers/orders/domain/pricing/pricing.ts';
import { shippingCost } from '../../containers/orders/domain/pricing/shipping.ts';
import {
  at,
  eur,
  orders,
  placeCommand,
  quote,
  quotes,
  run,
  shippingAddress,
  wishes,
} from '../support/orders.ts';
import { refusal, refusalOf } from '../support/refusals.ts';

describe('a coupon', () => {
  const ten: Coupon = { code: 'TEN', discount: { kind: 'amount', amount: eur(1000) } };

  it('takes off its amount, and no more than there is: to the cent', () => {
    const off = (worth: number) => discountOfAll([ten], eur(worth), at);
    expect([1001, 1000, 999].map(off)).toEqual([eur(1000), eur(1000), eur(999)]);
  });

  it('of another currency is refused, for its amount and for its minimum', () => {
    const usd = { amount: 1000, currency: 'USD' };
    const other = [
      { pointer: '/coupon', code: 'coupon-invalid', detail: 'The coupon is for orders in USD.' },
    ];
    const refused = (coupon: Coupon) =>
      refusalOf(() => discountOfAll([coupon], eur(5000), at))?.errors;
    expect(refused({ ...ten, discount: { kind: 'amount', amount: usd } })).toEqual(other);
    expect(refused({ ...ten, minimum: usd })).toEqual(other);
    expect(refused({ ...ten, minimum: eur(5000) })).toBe(undefined);
    expect(refused({ ...ten, minimum: eur(5001) })).toMatchObject([
      { detail: 'The coupon wants goods worth 5001 EUR.' },
    ]);
  });

  it('is kept with the order that was placed with it: the first one, or all where there are several', () => {
    const placed = (...coupons: Coupon[]) =>
      run(orderDecider.initial, placeCommand({ coupons })).events[0];
    expect(placed(ten)).toMatchObject({ coupon: 'TEN' });
    expect(placed(ten)).not.toHaveProperty('coupons');
    const both = [ten, { ...ten, code: 'MORE' }].map((each) => ({ ...each, combinable: true }));
    expect(placed(...both)).toMatchObject({ coupon: 'TEN', coupons: ['TEN', 'MORE'] });
    expect(placed()).not.toHaveProperty('coupon');
  });
});

describe('the terms of a coupon', () => {
  const off = (amount: number, currency = 'EUR'): Coupon => ({
    code: 'OFF',
    discount: { kind: 'amount', amount: { amount, currency } },
  });
  const tenth: Coupon = { code: 'TENTH', discount: { kind: 'percentage', basisPoints: 1_000 } };
  const [first, next] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'];

  it.each([
    ['no time', {}, {}],
    ['a beginning', { validFrom: '2026-01-01T01:00:00+01:00' }, { validFrom: first }],
    ['an end', { validUntil: '2026-01-01T00:00:00Z' }, { validUntil: first }],
    [
      'a millisecond',
      { validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-01-01T02:00:00.001+02:00' },
      { validFrom: first, validUntil: next },
    ],
  ])('have %s in one form', (_, given, kept) => {
    expect(checkedCoupon({ ...tenth, ...given })).toEqual({ ...tenth, ...kept });
  });

  it.each([
    [{ ...tenth, validFrom: first, validUntil: first }, '/validUntil empty-window'],
    [{ ...tenth, validFrom: next, validUntil: first }, '/validUntil empty-window'],
    [
      { ...tenth, validFrom: '2026-01-01T00:30:00Z', validUntil: '2026-01-01T01:00:00+01:00' },
      '/validUntil empty-window',
    ],
    [off(1_999, 'KWD'), '/discount/amount/amount amount-not-payable'],
    [off(1_990, 'KWD'), undefined],
    [
      { ...off(500), minimum: { amount: 1_000, currency: 'JPY' } },
      '/minimum/currency mixed-currency',
    ],
    [{ ...off(500), minimum: eur(1_000) }, undefined],
    [{ ...tenth, minimum: { amount: 1_000, currency: 'JPY' } }, undefined],
  ])('as %j are refused with %s', (coupon, fault) => {
    const errors = refusalOf(() => checkedCoupon(coupon))?.errors;
    expect(errors?.map(({ pointer, code }) => `${pointer} ${code}`).join()).toBe(fault);
  });

  it('stay where a change does not name them, and go where it says null', () => {
    const before = { ...tenth, validFrom: first, limit: 3, limitPerCustomer: 1 };
    expect(changedCoupon(before, { limit: 5, limitPerCustomer: null })).toEqual({
      ...tenth,
      validFrom: first,
      limit: 5,
    });
    const change = () => changedCoupon(before, { validUntil: '2026-01-01T00:00:00Z' });
    expect(refusalOf(change)?.errors).toMatchObject([{ code: 'empty-window' }]);
  });

  it('end at once, where they have not ended before', () => {
    expect(endedCoupon(tenth, first)).toEqual({ ...tenth, validUntil: first });
    expect(endedCoupon({ ...tenth, validUntil: next }, first).validUntil).toBe(first);
    for (const validUntil of [first, next]) {
      const ended = { ...tenth, validUntil };
      expect(endedCoupon(ended, next)).toBe(ended);
    }
  });

  it('hold from their first instant to before their end', () => {
    const holds = (coupon: Partial<Coupon>, time: string) =>
      refusalOf(() => discountOfAll([{ ...tenth, ...coupon }], eur(100), time)) === undefined;
    expect([first, next].map((time) => holds({ validFrom: next }, time))).toEqual([false, true]);
    expect([first, next].map((time) => holds({ validUntil: next }, time))).toEqual([true, false]);
  });
});

describe('express', () => {
  const cost = (value: number, pieces: number, country = 'DE', currency = 'EUR') =>
    shippingCost({
      method: 'express',
      address: { ...shippingAddress, country },
      pieces,
      value: { amount: value, currency },
    }).amount;

  it.each([
    ['EUR', 990, 100, 15_000],
    ['GBP', 890, 100, 15_000],
    ['USD', 1_290, 150, 20_000],
    ['JPY', 1_500, 200, 20_000],
  ])(
    'in %s costs its first piece and each further one, up to the worth from which it is free',
    (currency, first, further, freeFrom) => {
      expect(cost(freeFrom - 1, 1, 'DE', currency)).toBe(first);
      expect(cost(freeFrom - 1, 3, 'DE', currency)).toBe(first + 2 * further);
      expect(cost(freeFrom, 3, 'DE', currency)).toBe(0);
    },
  );

  it('does not go everywhere, and cannot be paid in every currency', () => {
    expect(() => cost(1, 1, 'KW')).toThrow(refusal('shipping-unavailable'));
    expect(() => cost(1, 1, 'DE', 'CHF')).toThrow(refusal('shipping-unavailable'));
  });
});

describe('an order', () => {
  const lines = (...quantities: number[]) =>
    quantities.map((quantity, index) => ({ sku: index === 0 ? 'MUG' : 'TEA', quantity }));
  const much = quotes(
    quote('MUG', 1, { available: 99_999 }),
    quote('TEA', 1, { available: 99_999 }),
  );

  it('has ten thousand of a SKU at most, in one line or several', () => {
    const faults = (command: ReturnType<typeof placeCommand>) =>
      refusalOf(() => run(orderDecider.initial, command))?.errors;
    const place = (...given: ReturnType<typeof lines>) =>
      faults(placeCommand({ quotes: much, lines: given }));
    expect(place(...lines(10_000, 10_000))).toBe(undefined);
    const tooMany = (sku: string, index: number) => [
      {
        pointer: `/lines/${index}/quantity`,
        code: 'too-many',
        detail: `At most 10000 of ${sku} in one order.`,
      },
    ];
    expect(place(...lines(10_001))).toEqual(tooMany('MUG', 0));
    expect(place(...lines(1, 10_001))).toEqual(tooMany('TEA', 1));
    expect(place(...lines(1, 9_999), { sku: 'TEA', quantity: 2 })).toEqual(tooMany('TEA', 1));
  });

  it('is in one currency', () => {
    const command = placeCommand();
    const basket = {
      ...command,
      quotes: quotes(
        quote('MUG', 1250),
        quote('TEA', 499, { price: { amount: 1, currency: 'USD' } }),
      ),
    };
    expect(() => priceOrder(basket)).toThrow(
      refusal('mixed-currency', { detail: 'The lines are in EUR, USD.' }),
    );
  });

  it('goes elsewhere only where tax is the same, of the goods and of their delivery', () => {
    const to = (region: string) => ({
      name: 'Ada Lovelace',
      line1: '1 Main Street',
      city: 'Somewhere',
      postalCode: '12345',
      country: 'US',
      region,
    });
    const moved = (from: string, region: string) => {
      const placed = run(orderDecider.initial, placeCommand({ shippingAddress: to(from) })).state;
      const command = { ...wishes.changeAddress, shippingAddress: to(region) };
      return refusalOf(() => run(placed, command))?.errors?.map(({ pointer }) => pointer);
    };
    // Iowa and Maryland: 6 % without delivery; Maine has 5.5 %, Kentucky taxes delivery.
    expect(moved('IA', 'MD')).toBe(undefined);
    expect(moved('IA', 'ME')).toEqual(['/region']);
    expect(moved('IA', 'KY')).toEqual(['/region']);
  });

  it('gives back only what can be paid, told at the amount', () => {
    /** Cards settle it by ten fils. */
    const kwd = (amount: number) => ({ amount, currency: 'KWD' });
    const captured = {
      ...orders.delivered,
      order: {
        ...orders.delivered.order,
        payment: { ...orders.delivered.order.payment, captured: kwd(50_000) },
      },
    };
    expect(refusalOf(() => run(captured, { ...wishes.refund, amount: kwd(10_005) }))).toEqual({
      code: 'amount-not-payable',
      errors: [
        {
          pointer: '/amount/amount',
          code: 'amount-not-payable',
          detail: '10.005 KWD cannot be paid.',
        },
      ],
    });
  });
});

describe('a cart', () => {
  it('takes back fifty lines at most, and ten thousand of a SKU', () => {
    const line = (number: number, quantity = 1) => ({ sku: `SKU-${number}`, quantity });
    const many = Array.from({ length: 50 }, (_, index) => line(index));
    const { lines } = putBack({ lines: many }, [line(99), line(0, 9_999)]);
    expect(lines).toHaveLength(50);
    expect(lines.slice(0, 3)).toEqual([line(99), line(0, 10_000), line(1)]);
    expect(putBack({ lines: [line(0, 2)] }, [line(0, 9_999)]).lines).toEqual([line(0, 10_000)]);
  });

  it('has a sum where all its prices are in one currency, and there is one', () => {
    const shown = (...prices: (ReturnType<typeof eur> | undefined)[]) =>
      showCart(
        { lines: prices.map((_, index) => ({ sku: `SKU-${index}`, quantity: 2 })) },
        new Map(
          prices.flatMap((price, index) =>
            price ? [[`SKU-${index}`, quote(`SKU-${index}`, 0, { price })] as const] : [],
          ),
        ),
      ).subtotal;
    expect(shown(eur(5), eur(6))).toEqual(eur(22));
    expect(shown(eur(5), { amount: 1, currency: 'USD' })).toBe(null);
    expect(shown(undefined)).toBe(null);
    expect(shown()).toBe(null);
    expect(shown(eur(5), undefined)).toEqual(eur(10));
  });
});
