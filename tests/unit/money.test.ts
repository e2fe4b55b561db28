// Money stays whole: no unit is made or lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  allocate,
  compare,
  formatMoney,
  money,
  portion,
  subtract,
  sum,
  times,
} from '../../platform/kernel/money.ts';
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
