// Quotes that were asked for within the last second, for orders: a rush on a few goods asks products once a second.
import { ageAt, type Clock } from '../../../platform/kernel/clock.ts';
import type { Quote } from '../domain/pricing/pricing.ts';
import type { Catalogue } from './catalogue.ts';

interface Kept {
  readonly quote: Quote;
  /** When it was asked for, since it may have been true no longer than that. */
  readonly at: number;
}

export interface KeptQuotes {
  readonly clock: Clock;
  readonly keptMs?: number;
  /** Most quotes that are kept; the oldest go first. */
  readonly most?: number;
}

/** What is not known or no longer sold is asked for each time: it may be on sale by now. Availability may be as old as the quote. */
export const withRecentQuotes = (
  { quote: ask }: Catalogue,
  { clock, keptMs = 1_000, most = 1_000 }: KeptQuotes,
): Catalogue => {
  const kept = new Map<string, Kept>();

  const keep = (key: string, one: Kept): void => {
    // The order of the map is that of their age.
    kept.delete(key);
    kept.set(key, one);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
  };

  return {
    quote: async (skus, currency) => {
      const keyOf = (sku: string) => `${currency ?? ''} ${sku}`;
      const recent = (sku: string): readonly [string, Quote][] => {
        const one = kept.get(keyOf(sku));
        return one && ageAt(clock, one.at) < keptMs ? [[sku, one.quote]] : [];
      };
      const known = new Map(skus.flatMap(recent));
      const missing = skus.filter((sku) => !known.has(sku));
      if (missing.length === 0) return known;
      const at = clock.now();
      const asked = await ask(missing, currency);
      for (const [sku, quote] of asked) if (quote.sold) keep(keyOf(sku), { quote, at });
      return new Map([...known, ...asked]);
    },
  };
};
