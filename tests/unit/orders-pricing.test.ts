// What an order costs: tax, shipping and coupons, rounded once a line, so that the lines add up to the total.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Coupon } from '../../containers/orders/domain/pricing/coupon.ts';
import { type Basket, priceOrder } from '../../containers/orders/domain/pricing/pricing.ts';
import { taxed } from '../../containers/orders/domain/pricing/tax.ts';
import { at, eur, quote, quotes, shippingAddress } from '../support/orders.ts';
import { refusal, refusalOf } from '../support/refusals.ts';

const to = (country: string, region?: string) => ({
  ...shippingAddress,
  country,
  ...(region === undefined ? {} : { region }),
});

const basket = (changes: Partial<Basket> = {}): Basket => ({
  lines: [{ sku: 'MUG', quantity: 1 }],
  quotes: quotes(quote('MUG', 2499), quote('TEA', 1000), quote('POT', 3333)),
  shippingAddress: to('KW'),
  shippingMethod: 'standard',
  at,
  ...changes,
});

const codeOf = (changes: Partial<Basket>) => refusalOf(() => priceOrder(basket(changes)))?.code;

const percent = (basisPoints: number, changes: Partial<Coupon> = {}): Coupon => ({
  code: 'CODE',
  discount: { kind: 'percentage', basisPoints },
  ...changes,
});

const off = (amount: number, changes: Partial<Coupon> = {}): Coupon => ({
  code: 'CODE',
  discount: { kind: 'amount', amount: eur(amount) },
  ...changes,
});

describe('tax', () => {
  it('adds 10.75 % to 24.99 as 2.69, half up', () => {
    expect(taxed(eur(2499), { rate: 10_750, isIncluded: false })).toEqual({
      tax: eur(269),
      total: eur(2768),
    });
  });

  it('is part of the price where the destination has VAT', () => {
    const { lines, totals } = priceOrder(basket({ shippingAddress: to('DE') }));
    expect(lines.map(({ tax, total }) => ({ tax, total }))).toEqual([
      { tax: eur(399), total: eur(2499) },
    ]);
    expect(totals).toEqual({
      subtotal: eur(2499),
      discount: eur(0),
      shipping: eur(0),
      tax: eur(399),
      total: eur(2499),
      taxIncluded: true,
    });
  });

  it('is added where the destination has sales tax, by its region', () => {
    const taxOf = (region: string) =>
      priceOrder(basket({ shippingAddress: to('US', region) })).totals.tax.amount;
    expect([taxOf('CA'), taxOf('NY'), taxOf('OR')]).toEqual([181, 100, 0]);
  });

  it('takes a country by name, never a member of every object', () => {
    expect(priceOrder(basket({ shippingAddress: to('constructor') })).totals.tax).toEqual(eur(0));
  });

  it('is rounded in the smallest unit of the currency', () => {
    const price = (currency: string, amount: number) =>
      priceOrder(
        basket({
          quotes: quotes(quote('MUG', 0, { price: { amount, currency } })),
          shippingAddress: to('JP'),
        }),
      ).totals;
    expect(price('JPY', 1000).tax).toEqual({ amount: 91, currency: 'JPY' });
    expect(price('KWD', 2000).tax).toEqual({ amount: 182, currency: 'KWD' });
  });
});

describe('an order', () => {
  const inCurrency = (currency: string, amount: number, changes: object = {}) => ({
    quotes: quotes(quote('MUG', 0, { price: { amount, currency } })),
    ...changes,
  });

  it.each([
    ['a line of dinars with a last digit', inCurrency('KWD', 1999)],
    ['a line of ariary with a fifth', inCurrency('MGA', 1999)],
    ['a total of thirteen digits', inCurrency('EUR', 1_000_000_000_000)],
    ['a total of crowns that is too long for cards', inCurrency('ISK', 10_000_000_000)],
    [
      'a discount of dinars with a last digit',
      inCurrency('KWD', 2000, {
        coupons: [
          {
            code: 'CODE',
            discount: { kind: 'amount', amount: { amount: 1999, currency: 'KWD' } },
          },
        ],
      }),
    ],
  ])('is refused for %s', (_, changes) => {
    expect(codeOf(changes)).toBe('amount-not-payable');
  });

  it.each([
    [
      [1999, 2000, 1991],
      ['/lines/0/sku', '/lines/2/sku'],
    ],
    [[2000, 1991, 2000], ['/lines/1/sku']],
  ])('is refused with each line that cannot be paid: %j', (amounts, pointers) => {
    const skus = ['MUG', 'TEA', 'POT'];
    const priceOf = (index: number) => ({
      price: { amount: amounts[index] ?? 0, currency: 'KWD' },
    });
    const mixed = quotes(...skus.map((sku, index) => quote(sku, 0, priceOf(index))));
    const lines = skus.map((sku) => ({ sku, quantity: 1 }));
    const { errors } = refusalOf(() => priceOrder(basket({ lines, quotes: mixed }))) ?? {};
    expect(errors?.map(({ pointer, code }) => [pointer, code])).toEqual(
      pointers.map((pointer) => [pointer, 'amount-not-payable']),
    );
  });

  it.each([
    ['whole crowns', inCurrency('ISK', 1999), { total: { amount: 1999, currency: 'ISK' } }],
    ['dinars', inCurrency('KWD', 1990), { total: { amount: 1990, currency: 'KWD' } }],
    [
      'dinars of which a percentage is taken off',
      inCurrency('KWD', 1990, { coupons: [percent(1250)] }),
      { discount: { amount: 250, currency: 'KWD' }, total: { amount: 1740, currency: 'KWD' } },
    ],
    [
      'ariary with a tax on top',
      inCurrency('MGA', 199_900, { shippingAddress: to('US', 'NY') }),
      { tax: { amount: 8_000, currency: 'MGA' }, total: { amount: 207_900, currency: 'MGA' } },
    ],
  ])('is placed for %s', (_, changes, totals) => {
    expect(priceOrder(basket(changes)).totals).toMatchObject(totals);
  });
});

describe('shipping', () => {
  it('costs by pieces, and nothing above a worth', () => {
    const shippingFor = (quantity: number) =>
      priceOrder(
        basket({
          lines: [{ sku: 'MUG', quantity }],
          shippingAddress: to('PT'),
          shippingMethod: 'express',
        }),
      ).totals;
    expect([1, 3, 7].map((quantity) => shippingFor(quantity).shipping.amount)).toEqual([
      990, 1190, 0,
    ]);
    expect(shippingFor(1).total).toEqual(eur(2499 + 990));
  });

  it.each([
    ['a country it does not go to', { shippingAddress: to('KW') }, 'express does not go to KW.'],
    [
      'a currency it has no price in',
      {
        shippingAddress: to('PT'),
        quotes: quotes(quote('MUG', 1, { price: { amount: 1, currency: 'KWD' } })),
      },
      'express cannot be paid in KWD.',
    ],
  ])('is refused for %s, at its place', (_, changes, detail) => {
    const errors = [{ pointer: '/shippingMethod', code: 'shipping-unavailable', detail }];
    expect(() => priceOrder(basket({ shippingMethod: 'express', ...changes }))).toThrow(
      refusal('shipping-unavailable', { errors }),
    );
  });
});

describe('coupons', () => {
  it('shares a discount of three out over the lines without losing a cent', () => {
    const { lines, totals } = priceOrder(
      basket({
        lines: [
          { sku: 'TEA', quantity: 1 },
          { sku: 'TEA', quantity: 1 },
          { sku: 'TEA', quantity: 1 },
        ],
        coupons: [off(100)],
      }),
    );
    expect(lines.map(({ discount }) => discount.amount)).toEqual([34, 33, 33]);
    expect(totals).toMatchObject({ subtotal: eur(3000), discount: eur(100), total: eur(2900) });
  });

  it('takes a percentage off before tax', () => {
    const { totals } = priceOrder(
      basket({ shippingAddress: to('US', 'NY'), coupons: [percent(1250)] }),
    );
    expect(totals).toMatchObject({ discount: eur(312), tax: eur(87), total: eur(2274) });
  });

  it('never takes off more than the goods are worth', () => {
    expect(priceOrder(basket({ coupons: [off(999_999)] })).totals.total).toEqual(eur(0));
  });

  it.each([
    ['one that is not there', 'unknown' as const],
    ['one before its time', off(1, { validFrom: '2026-01-01T12:00:00.001Z' })],
    ['one after its time', off(1, { validUntil: at })],
    ['one for a larger order', off(1, { minimum: eur(2500) })],
    ['one in another currency', percent(1, { minimum: { amount: 1, currency: 'USD' } })],
  ])('refuses %s', (_, coupon) => {
    expect(codeOf({ coupons: [coupon] })).toBe('coupon-invalid');
  });

  it('holds from its first to before its last moment', () => {
    expect(
      codeOf({ coupons: [off(1, { validFrom: at, validUntil: '2026-01-01T12:00:00.001Z' })] }),
    ).toBe(undefined);
  });
});

describe('coupons that are combined', () => {
  const together = { combinable: true };
  const A = { ...percent(1000, together), code: 'A' };
  const B = { ...off(500, together), code: 'B' };
  const C = { ...percent(5000, together), code: 'C' };

  /** Of a pot for 33.33. */
  const discountOf = (...coupons: Coupon[]) =>
    priceOrder(basket({ lines: [{ sku: 'POT', quantity: 1 }], coupons })).totals.discount.amount;

  it.each([
    ['a tenth, then five euro', [A, B], 333 + 500],
    ['five euro, then a tenth of the rest', [B, A], 500 + 283],
    ['a tenth, then half of the rest', [A, C], 333 + 1500],
    ['all three', [A, B, C], 333 + 500 + 1250],
    ['more than there is', [{ ...off(3000, together), code: 'D' }, B], 3000 + 333],
    [
      'one that asks for goods worth as much, whatever is off already',
      [C, { ...B, minimum: eur(3333) }],
      1667 + 500,
    ],
  ])('take off %s', (_, coupons, discount) => {
    expect(discountOf(...coupons)).toBe(discount);
  });

  it.each<[string, readonly (Coupon | 'unknown')[], number, string]>([
    [
      'one that stands alone',
      [A, percent(1)],
      1,
      'The coupon cannot be used together with others.',
    ],
    ['one twice', [A, B, A], 2, 'The coupon is named twice.'],
    ['one that is not there', [A, 'unknown'], 1, 'There is no such coupon.'],
    ['one that is over', [A, { ...B, validUntil: at }], 1, `The coupon held until ${at}.`],
  ])('are refused with %s, at its place', (_, coupons, index, detail) => {
    const errors = [{ pointer: `/coupons/${index}`, code: 'coupon-invalid', detail }];
    expect(() => priceOrder(basket({ coupons }))).toThrow(refusal('coupon-invalid', { errors }));
  });
});

it('Σ lines + shipping = total, whatever is bought, taxed and taken off', () => {
  const line = fc.record({
    sku: fc.constantFrom('MUG', 'TEA', 'POT'),
    quantity: fc.integer({ min: 1, max: 10_000 }),
  });
  const coupon = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }).map((share) => percent(share)),
    fc.nat(10_000_000).map((amount) => off(amount)),
  );
  const some = fc
    .array(coupon, { maxLength: 5 })
    .map((all) => all.map((each, index) => ({ ...each, code: `C${index}`, combinable: true })));
  const address = fc.constantFrom(to('KW'), to('DE'), to('US', 'NJ'), to('JP'));
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 50 }),
      some,
      address,
      (lines, coupons, where) => {
        const priced = priceOrder(basket({ lines, coupons, shippingAddress: where }));
        const add = (part: 'total' | 'tax' | 'discount') =>
          priced.lines.reduce((all, item) => all + item[part].amount, 0);
        const { subtotal, discount, shipping, tax, total, taxIncluded } = priced.totals;
        expect(add('total') + shipping.amount).toBe(total.amount);
        expect(add('discount')).toBe(discount.amount);
        expect(add('tax')).toBe(tax.amount);
        expect(
          subtotal.amount - discount.amount + shipping.amount + (taxIncluded ? 0 : tax.amount),
        ).toBe(total.amount);
        expect(priced.lines.every((item) => item.total.amount >= 0)).toBe(true);
      },
    ),
  );
});
