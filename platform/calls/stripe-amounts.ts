// Amounts as Stripe counts them, which is not always as ISO 4217 does: https://docs.stripe.com/currencies
import { exponentOf, isCurrency, isPayable, type Money } from '../kernel/money.ts';

/**
 * Decimal places where Stripe's differ from ISO's. Crowns and shillings have none, and are sent with two that are zero; ariary
 * are sent whole. Forints and Taiwan dollars are charged with their two places: that they are whole in payouts is no matter here.
 */
const places: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

const placesOf = (currency: string): number =>
  Object.hasOwn(places, currency) ? (places[currency] ?? 0) : exponentOf(currency);

/** What one minor unit of ours is at Stripe: 100 for ISK and UGX, a hundredth for MGA, else 1. */
const factorOf = (currency: string): number => 10 ** (placesOf(currency) - exponentOf(currency));

const scaled = (amount: number, factor: number): number =>
  factor < 1 ? amount / Math.round(1 / factor) : amount * factor;

/** Undefined for an amount that Stripe takes from nobody. The least that it takes depends on the merchant's account: Stripe says it. */
export const toStripe = (money: Money): { amount: number; currency: string } | undefined =>
  isPayable(money)
    ? {
        amount: scaled(money.amount, factorOf(money.currency)),
        currency: money.currency.toLowerCase(),
      }
    : undefined;

/** An amount that Stripe names; in a currency that we do not know as it is named. */
export const fromStripe = (amount: number, code: string): Money => {
  const currency = code.toUpperCase();
  return {
    amount: isCurrency(currency) ? scaled(amount, 1 / factorOf(currency)) : amount,
    currency,
  };
};
