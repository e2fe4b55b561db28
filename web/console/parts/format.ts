// Amounts, times and sizes as people read them.
import { currencies } from '../../../platform/kernel/currencies.ts';

export interface Money {
  /** In the currency's smallest unit. */
  readonly amount: number;
  readonly currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Those of ISO 4217: of some currencies Intl knows fewer. */
const placesOf = (currency: string): number => currencies.get(currency)?.exponent ?? 2;

const formatOf = (currency: string): Intl.NumberFormat => {
  const known = formats.get(currency);
  if (known) return known;
  const places = placesOf(currency);
  const made = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  formats.set(currency, made);
  return made;
};

export const money = ({ amount, currency }: Money): string =>
  formatOf(currency).format(amount / 10 ** placesOf(currency));

const steps = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** `3 min`, `12 s`, `now`. */
export const age = (time: string | number, now: number): string => {
  const ms = now - new Date(time).getTime();
  const ahead = ms < 0;
  const [unit, name] = steps.find(([size]) => Math.abs(ms) >= size) ?? [1, ''];
  if (name === '') return 'now';
  const text = `${Math.floor(Math.abs(ms) / unit)} ${name}`;
  return ahead ? `in ${text}` : `${text} ago`;
};

export const clock = (time: string | number): string => {
  const at = new Date(time);
  return `${at.toLocaleTimeString('en-GB')}.${String(at.getMilliseconds()).padStart(3, '0')}`;
};

export const moment = (time: string | number): string =>
  new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const duration = (ms: number): string => {
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 0)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
};

export const count = (value: number): string => value.toLocaleString('en');

export const words = (code: string): string => code.replace(/[_-]/g, ' ');

/** Names of a stage without what all of them begin with: `orders-inbox`. */
export const short = (name: string): string => name.replace(/^tandem-[^-]+-/, '');
