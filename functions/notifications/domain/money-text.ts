// Amounts as people of a language write them.
import { formatMoney, type Money } from '../../../platform/kernel/money.ts';

/** `€19.99` for en, `19,99 €` for de; from the decimal text, so that no digit passes through floating point. */
export const moneyText =
  (locale: string) =>
  (amount: Money): string => {
    const [decimal = '0'] = formatMoney(amount).split(' ');
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency: amount.currency });
    return format.format(decimal as `${number}`);
  };
