// Which currencies there are, how they are written, and which amounts of them can be paid.
import { describe, expect, it } from 'vitest';
import { currencies } from '../../platform/kernel/currencies.ts';
import {
  allocate,
  exponentOf,
  formatMoney,
  isCurrency,
  isPayable,
  money,
  payableStep,
  portion,
} from '../../platform/kernel/money.ts';
import { refusal } from '../support/refusals.ts';

describe('a currency', () => {
  it.each([
    ['EUR', 2, '19.99 EUR'],
    ['TWD', 2, '19.99 TWD'],
    ['INR', 2, '19.99 INR'],
    ['BRL', 2, '19.99 BRL'],
    ['CNY', 2, '19.99 CNY'],
    ['MXN', 2, '19.99 MXN'],
    ['RON', 2, '19.99 RON'],
    ['BGN', 2, '19.99 BGN'],
    ['HUF', 2, '19.99 HUF'],
    ['XCG', 2, '19.99 XCG'],
    ['ISK', 0, '1999 ISK'],
    ['UGX', 0, '1999 UGX'],
    ['JPY', 0, '1999 JPY'],
    ['XAF', 0, '1999 XAF'],
    ['KWD', 3, '1.999 KWD'],
    ['LYD', 3, '1.999 LYD'],
  ])('%s has %i places: %s', (currency, exponent, text) => {
    expect([exponentOf(currency), formatMoney(money(1999, currency))]).toEqual([exponent, text]);
  });

  it.each([
    ...['XXX', 'XTS', 'XAU', 'XAG', 'XPT', 'XPD', 'XDR', 'XSU', 'XUA', 'XBA'],
    ...['CLF', 'USN', 'MXV', 'CHE', 'CHW', 'BOV', 'COU', 'UYI', 'UYW'],
    ...['DEM', 'HRK', 'ZWL', 'SLL', 'UKP', 'BTC', 'eur', 'EU', 'EURO', '', 'toString'],
  ])('is not %s', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => money(1, code)).toThrow(refusal('unsupported-currency'));
  });

  it('is known to Intl by its code', () => {
    const known = new Set(Intl.supportedValuesOf('currency'));
    const unknown = [...currencies.keys()].filter((code) => !known.has(code));
    expect(unknown.filter((code) => !['VED', 'XCG', 'ZWG'].includes(code))).toEqual([]);
    expect(currencies.size).toBe(158);
  });
});

describe('an amount', () => {
  it.each([
    ['EUR', 1, true],
    ['ISK', 1, true],
    ['KWD', 1990, true],
    ['KWD', 1999, false],
    ['IQD', 5, false],
    ['MGA', 1900, true],
    ['MGA', 1999, false],
    ['EUR', 0, true],
    ['EUR', 1_000_000_000_000, false],
  ])('of %s %i can be paid: %s', (currency, amount, expected) => {
    expect(isPayable(money(amount, currency))).toBe(expected);
  });

  it('that can be paid is shared out in parts that can be', () => {
    for (const currency of ['KWD', 'MGA', 'EUR', 'JPY']) {
      const step = payableStep(currency);
      const parts = allocate(money(1_000 * step, currency), [1, 1, 1]);
      expect(parts.map(({ amount }) => amount / step)).toEqual([334, 333, 333]);
    }
    expect(allocate(money(11, 'KWD'), [1, 1]).map(({ amount }) => amount)).toEqual([6, 5]);
  });

  it('is divided in steps that can be paid', () => {
    expect(portion(money(2000, 'KWD'), 725, 10_000, 10).amount).toBe(150);
    expect(portion(money(2000, 'KWD'), 725, 10_000).amount).toBe(145);
    expect(portion(money(-2000, 'KWD'), 725, 10_000, 10).amount).toBe(-150);
  });
});
