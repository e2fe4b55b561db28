// Ways to send an order, where they go and what they cost; prices contain tax.
import type { Address } from '../../../../events/schemas.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import { type Money, money, zero } from '../../../../platform/kernel/money.ts';

export type ShippingMethod = 'standard' | 'express';

/** Minor units. */
interface Price {
  readonly first: number;
  /** For each further piece. */
  readonly further: number;
  /** Free for goods worth at least this. */
  readonly freeFrom: number;
}

interface Rule {
  /** Everywhere where it is not given. */
  readonly countries?: readonly string[];
  /** By currency; 'free' costs nothing in any. */
  readonly prices: 'free' | Readonly<Record<string, Price>>;
}

export const shippingRules: Readonly<Record<ShippingMethod, Rule>> = {
  standard: { prices: 'free' },
  express: {
    countries: ['AT', 'BE', 'CH', 'DE', 'DK', 'ES', 'FR', 'GB', 'IE', 'IT', 'JP', 'NL', 'PT', 'US'],
    prices: {
      EUR: { first: 990, further: 100, freeFrom: 15_000 },
      GBP: { first: 890, further: 100, freeFrom: 15_000 },
      USD: { first: 1_290, further: 150, freeFrom: 20_000 },
      JPY: { first: 1_500, further: 200, freeFrom: 20_000 },
    },
  },
};

export interface Parcel {
  readonly method: ShippingMethod;
  readonly address: Address;
  readonly pieces: number;
  /** Value of the goods after discounts. */
  readonly value: Money;
}

const refuse = (detail: string): never => {
  const errors = [{ pointer: '/shippingMethod', code: 'shipping-unavailable', detail }];
  throw new AppError('shipping-unavailable', { errors });
};

export const shippingCost = ({ method, address, pieces, value }: Parcel): Money => {
  const { countries, prices } = shippingRules[method];
  const { currency } = value;
  if (countries?.includes(address.country) === false) {
    return refuse(`${method} does not go to ${address.country}.`);
  }
  if (prices === 'free') return zero(currency);
  const price = prices[currency];
  if (price === undefined) return refuse(`${method} cannot be paid in ${currency}.`);
  return value.amount >= price.freeFrom
    ? zero(currency)
    : money(price.first + price.further * (pieces - 1), currency);
};
