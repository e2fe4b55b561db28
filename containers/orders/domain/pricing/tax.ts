// Sales tax and VAT by destination.
import type { Address } from '../../../../events/schemas.ts';
import { add, type Money, payableStep, portion } from '../../../../platform/kernel/money.ts';
import { canadianTaxes, salesTaxes, untaxedShipping, valueAddedTaxes } from './tax-rates.ts';

/** A rate is in thousandths of a per cent: 10.75 % is 10,750. */
export interface TaxRate {
  readonly rate: number;
  /** Catalogue prices contain the tax (VAT), or it is added to them (sales tax). */
  readonly isIncluded: boolean;
}

export interface TaxRule extends TaxRate {
  readonly coversShipping: boolean;
}

/** By country, or by country and region as `checkedAddress` spells them. */
export type TaxTable = Readonly<Record<string, TaxRule>>;

const rules = (
  rates: Readonly<Record<string, number>>,
  rule: (place: string, rate: number) => readonly [string, TaxRule],
): readonly (readonly [string, TaxRule])[] =>
  Object.entries(rates).map(([place, rate]) => rule(place, rate));

export const taxTable: TaxTable = Object.fromEntries([
  ...rules(valueAddedTaxes, (country, rate) => [
    country,
    { rate, isIncluded: true, coversShipping: true },
  ]),
  ...rules(canadianTaxes, (province, rate) => [
    `CA-${province}`,
    { rate, isIncluded: false, coversShipping: true },
  ]),
  ...rules(salesTaxes, (state, rate) => [
    `US-${state}`,
    { rate, isIncluded: false, coversShipping: !untaxedShipping.has(state) },
  ]),
]);

/** Goods for any other country of ISO 3166-1 are exports: what is due there is taken from the receiver. */
const untaxed: TaxRule = { rate: 0, isIncluded: false, coversShipping: false };

const entryOf = (table: TaxTable, place: string): TaxRule | undefined =>
  Object.hasOwn(table, place) ? table[place] : undefined;

export const taxRuleFor = ({ country, region }: Address, table: TaxTable = taxTable): TaxRule =>
  entryOf(table, `${country}-${region}`) ?? entryOf(table, country) ?? untaxed;

const whole = 100_000;

/** The tax in or on top of an amount, rounded once, half up; `total` is what is paid. */
export const taxed = (amount: Money, { rate, isIncluded }: TaxRate) => {
  if (isIncluded) return { tax: portion(amount, rate, whole + rate), total: amount };
  const tax = portion(amount, rate, whole, payableStep(amount.currency));
  return { tax, total: add(amount, tax) };
};
