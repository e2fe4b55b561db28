// Amounts as version 2 of the API says them: `{ "amount": "19.99", "currency": "EUR" }`.
import type { Decimal } from '../../events/http/orders/orders-v2.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { exponentOf, formatMoney, type Money } from '../../platform/kernel/money.ts';

/** Nothing else of an order has these two members. */
const isMoney = (value: object): value is Money =>
  'amount' in value && 'currency' in value && typeof value.amount === 'number';

const again = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(again);
  if (isMoney(value)) {
    const [amount] = formatMoney(value).split(' ');
    return { amount, currency: value.currency };
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, again(part)]));
};

export const withDecimalAmounts = <T>(value: T): Decimal<T> => again(value) as Decimal<T>;

/** Minor units of `19.99`. Throws `validation-failed` where the currency has fewer decimal places. */
export const minorUnitsOf = (text: string, currency: string, pointer: string): number => {
  const [whole = '', fraction = ''] = text.split('.');
  const exponent = exponentOf(currency);
  if (fraction.length > exponent) {
    const detail = `${currency} has ${exponent} decimal places`;
    throw new AppError('validation-failed', { errors: [{ pointer, code: 'too-precise', detail }] });
  }
  return Number(whole + fraction.padEnd(exponent, '0'));
};
