// Sales tax and VAT by destination; a rate is in hundred-thousandths, so 10.75 % is 10,750.
import type { Address } from '../../../events/schemas.ts';
import { add, type Money, payableStep, portion } from '../../../platform/money.ts';

export interface TaxRule {
  readonly rate: number;
  /** Catalogue prices contain the tax (VAT), or it is added to them (sales tax). */
  readonly isIncluded: boolean;
}

/** By country, or by country and region. */
export type TaxTable = Readonly<Record<string, TaxRule>>;

const included = (rate: number): TaxRule => ({ rate, isIncluded: true });
const added = (rate: number): TaxRule => ({ rate, isIncluded: false });

/** No tax is charged where a destination is not in the table (exports). */
const untaxed = added(0);

/** Standard rates of 2026; for the United States the state's own rate. */
export const taxTable: TaxTable = {
  AT: included(20_000),
  AU: included(10_000),
  BE: included(21_000),
  CH: included(8_100),
  CZ: included(21_000),
  DE: included(19_000),
  DK: included(25_000),
  ES: included(21_000),
  FI: included(25_500),
  FR: included(20_000),
  GB: included(20_000),
  IE: included(23_000),
  IT: included(22_000),
  JP: included(10_000),
  LU: included(17_000),
  NL: included(21_000),
  NO: included(25_000),
  NZ: included(15_000),
  PL: included(23_000),
  PT: included(23_000),
  SE: included(25_000),
  CA: added(5_000),
  'CA-ON': added(13_000),
  'CA-NS': added(14_000),
  'US-CA': added(7_250),
  'US-FL': added(6_000),
  'US-IL': added(6_250),
  'US-NJ': added(6_625),
  'US-NY': added(4_000),
  'US-TX': added(6_250),
  'US-WA': added(6_500),
};

const entryOf = (table: TaxTable, place: string): TaxRule | undefined =>
  Object.hasOwn(table, place) ? table[place] : undefined;

export const taxRuleFor = ({ country, region }: Address, table: TaxTable = taxTable): TaxRule =>
  entryOf(table, `${country}-${region?.trim().toUpperCase()}`) ??
  entryOf(table, country) ??
  untaxed;

const whole = 100_000;

/** The tax in or on top of an amount, rounded once, half up; `total` is what is paid. */
export const taxed = (amount: Money, { rate, isIncluded }: TaxRule) => {
  if (isIncluded) return { tax: portion(amount, rate, whole + rate), total: amount };
  const tax = portion(amount, rate, whole, payableStep(amount.currency));
  return { tax, total: add(amount, tax) };
};
