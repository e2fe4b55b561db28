// Money stays whole: no unit is made or lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies } from '../../platform/kernel/currencies.ts';
import {
  add,
  allocate,
  checkedCurrency,
  compare,
  formatMoney,
  isPayable,
  isSameMoney,
  money,
  moneyText,
  portion,
  subtract,
  sum,
  times,
} from '../../platform/kernel/money.ts';
import { money as inTheConsole } from '../../web/console/parts/format.ts';
import { refusal } from '../support/refusals.ts';

describe('money', () => {
  it('adds and subtracts in one currency only', () => {
    expect(add(money(1999, 'EUR'), money(1, 'EUR'))).toEqual({ amount: 2000, currency: 'EUR' });
    expect(subtract(money(5, 'JPY'), money(7, 'JPY'))).toEqual({ amount: -2, currency: 'JPY' });
    expect(() => add(money(1, 'EUR'), money(1, 'USD'))).toThrow(refusal('mixed-currency'));
    expect(() => compare(money(1, 'EUR'), money(1, 'USD'))).toThrow(refusal('mixed-currency'));
  });

  it('refuses a currency it does not know and an amount that is not safe', () => {
    expect(() => money(1, 'XXX')).toThrow(refusal('unsupported-currency'));
    expect(() => money(1, 'toString')).toThrow(refusal('unsupported-currency'));
    expect(() => times(money(Number.MAX_SAFE_INTEGER, 'EUR'), 2)).toThrow(
      refusal('validation-failed'),
    );
    expect(() => money(0.5, 'EUR')).toThrow(refusal('validation-failed'));
  });

  it('rounds a portion half up, once', () => {
    // 24.99 at 10.75 % is 2.686425.
    expect(portion(money(2499, 'EUR'), 1075, 10_000)).toEqual(money(269, 'EUR'));
    expect(portion(money(5, 'EUR'), 1, 2)).toEqual(money(3, 'EUR'));
    expect(portion(money(-5, 'EUR'), 1, 2)).toEqual(money(-3, 'EUR'));
  });

  it('writes amounts with the decimals of their currency', () => {
    expect(formatMoney(money(1999, 'EUR'))).toBe('19.99 EUR');
    expect(formatMoney(money(1999, 'JPY'))).toBe('1999 JPY');
    expect(formatMoney(money(5, 'KWD'))).toBe('0.005 KWD');
    expect(formatMoney(money(-5, 'EUR'))).toBe('-0.05 EUR');
  });

  it.each([
    ['HUF', 'HUF 199.50'],
    ['JPY', '¥19,950'],
    ['IQD', 'IQD 19.950'],
    ['EUR', '€199.50'],
  ])('is written for people with all the decimals of %s', (currency, text) => {
    const amount = money(19_950, currency);
    const plain = (written: string) => written.replaceAll('\u00A0', ' ');
    expect([moneyText('en')(amount), inTheConsole(amount)].map(plain)).toEqual([text, text]);
  });

  it('loses no unit of any currency when it is written for people', () => {
    const digits = (text: string) => text.replaceAll(/\D/g, '');
    const lossy = [...currencies.keys()].filter((currency) => {
      const amount = money(1_234_567, currency);
      const written = [moneyText('en'), moneyText('de'), inTheConsole].map((write) =>
        write(amount),
      );
      return written.some((text) => digits(text) !== '1234567');
    });
    expect(lossy).toEqual([]);
  });

  it('allocates an amount so that the parts add up to it', () => {
    expect(allocate(money(100, 'EUR'), [1, 1, 1])).toEqual([
      money(34, 'EUR'),
      money(33, 'EUR'),
      money(33, 'EUR'),
    ]);
    fc.assert(
      fc.property(
        fc.nat(1_000_000_000),
        fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 50 }),
        (amount, weights) => {
          fc.pre(weights.some((weight) => weight > 0));
          const parts = allocate(money(amount, 'EUR'), weights);
          expect(sum(parts, 'EUR')).toEqual(money(amount, 'EUR'));
          expect(parts.every((part) => part.amount >= 0)).toBe(true);
        },
      ),
    );
  });
});

describe('amounts by hand', () => {
  const eur = (amount: number) => money(amount, 'EUR');

  it.each([
    [1, 1, 2, 1],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [-1, 1, 2, -1],
    [-1, 1, 3, 0],
    [-2, 1, 3, -1],
    [0, 7, 3, 0],
    [100, 1, 3, 33],
    [7, 3, 2, 11],
    [999_999_999_999, 999_999_999_999, 999_999_999_999, 999_999_999_999],
  ])('%d × %d / %d', (amount, numerator, denominator, is) => {
    expect(portion(eur(amount), numerator, denominator).amount + 0).toBe(is);
  });

  it.each([
    [7, [1, 1, 1], [3, 2, 2]],
    [8, [1, 1, 1], [3, 3, 2]],
    [10, [1, 2, 3], [2, 3, 5]],
    [10, [3, 0, 1], [8, 0, 2]],
    [5, [0, 0], [0, 0]],
    [0, [1, 2], [0, 0]],
    [100, [1, 2, 4], [14, 29, 57]],
  ])('%d by %j', (amount, weights, parts) => {
    expect(allocate(eur(amount), weights).map((part) => part.amount)).toEqual(parts);
  });

  it.each([
    [0, 'EUR', '0.00 EUR'],
    [-1, 'EUR', '-0.01 EUR'],
    [100, 'EUR', '1.00 EUR'],
    [99, 'EUR', '0.99 EUR'],
    [0, 'JPY', '0 JPY'],
    [-7, 'JPY', '-7 JPY'],
    [1999, 'KWD', '1.999 KWD'],
    [-12_345_678, 'KWD', '-12345.678 KWD'],
  ])('%d %s is %s', (amount, currency, text) => {
    expect(formatMoney(money(amount, currency))).toBe(text);
  });

  it('are the same in amount and currency, and before one another by their amount', () => {
    expect(isSameMoney(eur(1), eur(1))).toBe(true);
    expect(isSameMoney(eur(1), eur(2))).toBe(false);
    expect(isSameMoney(eur(1), money(1, 'USD'))).toBe(false);
    expect([compare(eur(1), eur(3)), compare(eur(3), eur(1)), compare(eur(1), eur(1))]).toEqual([
      -2, 2, 0,
    ]);
    expect(() => add(eur(1), money(1, 'USD'))).toThrow('EUR and USD do not add up.');
    expect(() => subtract(eur(1), money(1, 'USD'))).toThrow(refusal('mixed-currency'));
    expect(times(eur(7), 3)).toEqual(eur(21));
    expect(sum([], 'EUR')).toEqual(eur(0));
    expect(sum([eur(1), eur(2)], 'EUR')).toEqual(eur(3));
    expect(() => sum([eur(1)], 'USD')).toThrow(refusal('mixed-currency'));
  });

  it.each([
    ['EUR', 999_999_999_999, true],
    ['EUR', 1_000_000_000_000, false],
    ['ISK', 9_999_999_999, true],
    ['ISK', 10_000_000_000, false],
    ['UGX', 9_999_999_999, true],
    ['UGX', 10_000_000_000, false],
    ['JPY', 999_999_999_999, true],
    ['KWD', 10, true],
    ['KWD', 11, false],
    ['MGA', 100, true],
    ['MGA', 101, false],
  ])('%s %d can be paid: %s', (currency, amount, is) => {
    expect(isPayable(money(amount, currency))).toBe(is);
  });

  it('are in a currency that is one, or it is said where none was named', () => {
    expect(checkedCurrency(undefined, '/query/currency')).toBeUndefined();
    expect(checkedCurrency('EUR', '/query/currency')).toBe('EUR');
    expect(() => checkedCurrency('XXX', '/query/currency')).toThrow(
      refusal('unsupported-currency', {
        errors: [
          {
            pointer: '/query/currency',
            code: 'unsupported-currency',
            detail: 'XXX is no currency',
          },
        ],
      }),
    );
  });
});
