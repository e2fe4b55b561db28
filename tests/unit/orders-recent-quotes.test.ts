import { describe, expect, it } from 'vitest';
import { withRecentQuotes } from '../../containers/orders/catalogue/recent-quotes.ts';
import type { Quote } from '../../containers/orders/domain/pricing/pricing.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { testClock } from '../support/clock.ts';

const quoteOf = (sku: string, changes: Partial<Quote> = {}): Quote => ({
  sku,
  name: sku,
  price: { amount: 1250, currency: 'EUR' },
  sold: true,
  available: 7,
  ...changes,
});

/** A catalogue that sells what it is told to, and notes what it was asked for. */
const setup = (most?: number) => {
  const clock = testClock();
  const state = {
    quotes: new Map<string, Quote>(),
    asked: [] as string[],
    before: async () => {},
  };
  const catalogue = withRecentQuotes(
    {
      quote: async (skus, currency) => {
        state.asked.push(`${skus.join()}${currency ? ` in ${currency}` : ''}`);
        const known = skus.flatMap((sku) => state.quotes.get(sku) ?? []);
        await state.before();
        return new Map(known.map((quote) => [quote.sku, quote]));
      },
    },
    { clock, ...(most !== undefined && { most }) },
  );
  const sell = (...quotes: Quote[]) => {
    for (const quote of quotes) state.quotes.set(quote.sku, quote);
  };
  const priceOf = async (sku: string) => (await catalogue.quote([sku])).get(sku)?.price.amount;
  return { clock, state, catalogue, sell, priceOf };
};

describe('quotes of the last second', () => {
  it('are asked for once, and again when the second is over', async () => {
    const { clock, state, sell, priceOf } = setup();
    sell(quoteOf('MUG'));
    expect(await priceOf('MUG')).toBe(1250);
    sell(quoteOf('MUG', { price: { amount: 1300, currency: 'EUR' } }));
    clock.advance(999);
    expect(await priceOf('MUG')).toBe(1250);
    clock.advance(1);
    expect(await priceOf('MUG')).toBe(1300);
    expect(state.asked).toEqual(['MUG', 'MUG']);
  });

  it('are as old as their question, not as its answer', async () => {
    const { clock, state, sell, priceOf } = setup();
    sell(quoteOf('MUG'));
    state.before = async () => clock.advance(900);
    await priceOf('MUG');
    clock.advance(100);
    await priceOf('MUG');
    expect(state.asked).toEqual(['MUG', 'MUG']);
  });

  it('do not stay young when the clock is set back', async () => {
    const { clock, state, sell, priceOf } = setup();
    sell(quoteOf('MUG'));
    await priceOf('MUG');
    clock.advance(-3_600_000);
    await priceOf('MUG');
    expect(state.asked.length).toBe(2);
  });

  it('are of one currency', async () => {
    const { state, catalogue, sell } = setup();
    sell(quoteOf('MUG'));
    for (const currency of [undefined, 'JPY', undefined, 'JPY']) {
      await catalogue.quote(['MUG'], currency);
    }
    expect(state.asked).toEqual(['MUG', 'MUG in JPY']);
  });

  it('leave only what is missing to be asked for', async () => {
    const { state, catalogue, sell } = setup();
    sell(quoteOf('MUG'), quoteOf('TEA'));
    await catalogue.quote(['MUG']);
    expect([...(await catalogue.quote(['TEA', 'MUG'])).keys()].sort()).toEqual(['MUG', 'TEA']);
    expect(state.asked).toEqual(['MUG', 'TEA']);
  });

  it('are not kept of what is unknown or no longer sold: it may be on sale by now', async () => {
    const { catalogue, sell } = setup();
    sell(quoteOf('OLD', { sold: false }));
    expect((await catalogue.quote(['OLD', 'NEW'])).get('OLD')?.sold).toBe(false);
    sell(quoteOf('OLD'), quoteOf('NEW'));
    const quotes = await catalogue.quote(['OLD', 'NEW']);
    expect([quotes.get('OLD')?.sold, quotes.get('NEW')?.sold]).toEqual([true, true]);
  });

  it('are not kept of a catalogue that did not answer', async () => {
    const { state, sell, priceOf } = setup();
    sell(quoteOf('MUG'));
    state.before = async () => {
      throw new AppError('overloaded');
    };
    await expect(priceOf('MUG')).rejects.toMatchObject({ code: 'overloaded' });
    state.before = async () => {};
    expect(await priceOf('MUG')).toBe(1250);
    expect(state.asked).toEqual(['MUG', 'MUG']);
  });

  it('are of so many SKUs and no more: the oldest go', async () => {
    const { state, sell, priceOf } = setup(2);
    sell(quoteOf('A'), quoteOf('B'), quoteOf('C'));
    for (const sku of ['A', 'B', 'C', 'C', 'B', 'A']) await priceOf(sku);
    expect(state.asked).toEqual(['A', 'B', 'C', 'A']);
  });
});
