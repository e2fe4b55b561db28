// Amounts as people of a language write them.
import { formatMoney, type Money } from './money.ts';

/** To make one takes as long as to write a hundred amounts; there are no more of them than currencies and languages. */
const formats = new Map<string, Intl.NumberFormat>();

const formatOf = (locale: string, currency: string): Intl.NumberFormat => {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency });
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
