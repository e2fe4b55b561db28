// Money in integer minor units with its ISO 4217 code; no floating point ever touches an amount.
import { type Currency, currencies } from './currencies.ts';
import { AppError } from './errors.ts';

export interface Money {
  /** Minor units: cents for EUR, yen for JPY, fils for KWD. */
  readonly amount: number;
  readonly currency: string;
}

const currencyOf = (code: string): Currency => {
  const currency = currencies.get(code);
  if (currency === undefined) throw new AppError('unsupported-currency', { detail: code });
  return currency;
};

export const isCurrency = (code: string): boolean => currencies.has(code);

export const exponentOf = (currency: string): number => currencyOf(currency).exponent;

/** Throws `unsupported-currency`; `pointer` says where it was named. */
export const checkedCurrency = (code: string | undefined, pointer: string): string | undefined => {
  if (code === undefined || isCurrency(code)) return code;
  const errors = [{ pointer, code: 'unsupported-currency', detail: `${code} is no currency` }];
  throw new AppError('unsupported-currency', { errors });
};

/** Amounts that can be paid are multiples of this many minor units. */
export const payableStep = (currency: string): number => currencyOf(currency).payableStep;

/** No provider of ours is to be asked for another amount. */
export const isPayable = ({ amount, currency }: Money): boolean => {
  const { payableStep: step, mostPayable } = currencyOf(currency);
  return amount % step === 0 && amount <= mostPayable;
};

const safe = (amount: number, currency: string): Money => {
  if (!Number.isSafeInteger(amount)) {
    throw new AppError('validation-failed', { detail: 'The amount is too large.' });
  }
  return { amount, currency };
};

export const money = (amount: number, currency: string): Money => {
  exponentOf(currency);
  return safe(amount, currency);
};

export const zero = (currency: string): Money => ({ amount: 0, currency });

const sameCurrency = (a: Money, b: Money): void => {
  if (a.currency !== b.currency) {
    throw new AppError('mixed-currency', {
      detail: `${a.currency} and ${b.currency} do not add up.`,
    });
  }
};

export const add = (a: Money, b: Money): Money => {
  sameCurrency(a, b);
  return safe(a.amount + b.amount, a.currency);
};

export const subtract = (a: Money, b: Money): Money => {
  sameCurrency(a, b);
  return safe(a.amount - b.amount, a.currency);
};

export const times = (a: Money, quantity: number): Money => safe(a.amount * quantity, a.currency);

export const sum = (items: readonly Money[], currency: string): Money =>
  items.reduce(add, zero(currency));

export const compare = (a: Money, b: Money): number => {
  sameCurrency(a, b);
  return a.amount - b.amount;
};

export const isSameMoney = (a: Money, b: Money): boolean =>
  a.amount === b.amount && a.currency === b.currency;

/** `amount × numerator / denominator` in multiples of `step`, half up (away from zero), in one rounding. */
export const portion = (a: Money, numerator: number, denominator: number, step = 1): Money => {
  const product = BigInt(a.amount) * BigInt(numerator);
  const divisor = BigInt(denominator) * BigInt(step);
  const half = divisor / 2n;
  const rounded = product >= 0n ? (product + half) / divisor : -((-product + half) / divisor);
  return safe(Number(rounded) * step, a.currency);
};

/** Splits an amount by weights so that the parts add up to it and can be paid where it can: what rounding leaves goes to the largest remainders, first come first. */
export const allocate = (a: Money, weights: readonly number[]): Money[] => {
  const total = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (total === 0n) return weights.map(() => zero(a.currency));
  const payable = payableStep(a.currency);
  const step = a.amount % payable === 0 ? payable : 1;
  const amount = BigInt(a.amount / step);
  const shares = weights.map((weight) => {
    const product = amount * BigInt(weight);
    return { whole: product / total, rest: product % total };
  });
  let left = amount - shares.reduce((all, { whole }) => all + whole, 0n);
  const byRest = [...shares].sort((x, y) => Number(y.rest - x.rest));
  for (const share of byRest) {
    if (left <= 0n) break;
    share.whole += 1n;
    left -= 1n;
  }
  return shares.map(({ whole }) => safe(Number(whole) * step, a.currency));
};

/** For people: `19.99 EUR`, `1999 JPY`, `1.999 KWD`. */
export const formatMoney = ({ amount, currency }: Money): string => {
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent > 0 ? `.${digits.slice(-exponent)}` : '';
  return `${amount < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
};

/** To make one takes as long as to write a hundred amounts; there are no more of them than currencies and languages. */
const formats = new Map<string, Intl.NumberFormat>();

const formatOf = (locale: string, currency: string): Intl.NumberFormat => {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  // Of some currencies Intl leaves out the decimal places that they have.
  const places = exponentOf(currency);
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  formats.set(key, made);
  return made;
};

/** `€19.99` for en, `19,99 €` for de; from the decimal text, so that no digit passes through floating point. */
export const moneyText =
  (locale: string) =>
  (amount: Money): string => {
    const [decimal = '0'] = formatMoney(amount).split(' ');
    return formatOf(locale, amount.currency).format(decimal as `${number}`);
  };
