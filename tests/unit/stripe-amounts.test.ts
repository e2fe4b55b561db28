// What Stripe is asked for and what its answers mean, currency by currency: https://docs.stripe.com/currencies
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStripe } from '../../functions/payments/providers/stripe.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import { fromStripe, toStripe } from '../../platform/calls/stripe-amounts.ts';
import { currencies } from '../../platform/kernel/currencies.ts';
import { type StripeServer, startStripe } from '../support/stripe-server.ts';

/** Ours in minor units of ISO 4217, and what goes over the wire. */
const charged: readonly (readonly [string, number, number])[] = [
  ['EUR', 1999, 1999],
  ['USD', 1, 1],
  ['HUF', 19_999, 19_999],
  ['TWD', 80_045, 80_045],
  ['COP', 1_250_000, 1_250_000],
  ['IDR', 999_999_999_999, 999_999_999_999],
  ['ISK', 1999, 199_900],
  ['ISK', 1, 100],
  ['ISK', 9_999_999_999, 999_999_999_900],
  ['UGX', 5, 500],
  ['JPY', 500, 500],
  ['BIF', 500, 500],
  ['CLP', 500, 500],
  ['DJF', 500, 500],
  ['GNF', 500, 500],
  ['KMF', 500, 500],
  ['KRW', 500, 500],
  ['PYG', 500, 500],
  ['RWF', 500, 500],
  ['VND', 500, 500],
  ['VUV', 500, 500],
  ['XAF', 500, 500],
  ['XOF', 500, 500],
  ['XPF', 500, 500],
  ['MGA', 2000, 20],
  ['BHD', 5120, 5120],
  ['JOD', 5120, 5120],
  ['KWD', 5120, 5120],
  ['OMR', 5120, 5120],
  ['TND', 5120, 5120],
];

const notPayable: readonly (readonly [string, number])[] = [
  ['BHD', 5124],
  ['JOD', 1],
  ['KWD', 1999],
  ['OMR', 5129],
  ['TND', 11],
  ['MGA', 1],
  ['MGA', 1999],
  ['EUR', 1_000_000_000_000],
  ['ISK', 10_000_000_000],
];

const unit: readonly (readonly [string, string, number, number])[] = [
  ['fils', 'KWD', 5120, 5120],
  ['crowns', 'ISK', 1999, 199_900],
  ['shillings', 'UGX', 1999, 199_900],
  ['ariary', 'MGA', 199_900, 1999],
  ['yen', 'JPY', 1999, 1999],
  ['cents', 'EUR', 1999, 1999],
];

describe('an amount', () => {
  it.each(charged)('of %s %i is %i at Stripe, and back', (currency, amount, stripe) => {
    expect(toStripe({ amount, currency })).toEqual({
      amount: stripe,
      currency: currency.toLowerCase(),
    });
    expect(fromStripe(stripe, currency.toLowerCase())).toEqual({ amount, currency });
  });

  it.each(notPayable)('of %s %i is not asked for', (currency, amount) => {
    expect(toStripe({ amount, currency })).toBeUndefined();
  });

  it('comes back as it went in every currency', () => {
    for (const [currency, { payableStep }] of currencies) {
      const money = { amount: 1_234 * payableStep, currency };
      const sent = toStripe(money);
      expect(fromStripe(sent?.amount ?? 0, sent?.currency ?? '')).toEqual(money);
    }
  });

  it('in a currency that we do not know is told as it is named', () => {
    expect(fromStripe(500, 'xyz')).toEqual({ amount: 500, currency: 'XYZ' });
  });
});

describe('Stripe', () => {
  let server: StripeServer;
  beforeEach(async () => {
    server = await startStripe();
  });
  afterEach(() => server.stop());

  const connect = () =>
    createStripe({
      url: server.url,
      apiKey: async () => 'sk_test_1',
      policy: createPolicy({ timeoutMs: 5_000 }),
      lookUpPolicy: createPolicy({ timeoutMs: 5_000 }),
    });
  const orderId = 'ord_00000000000000000000000000000001';

  it.each(unit)('holds, takes and gives back %s as they are', async (_, currency, amount, sent) => {
    const provider = connect();
    const money = { amount, currency };
    const held = await provider.authorize({
      key: `${orderId}:authorization`,
      orderId,
      amount: money,
      paymentToken: 'pm_card_visa',
    });
    expect(held).toMatchObject({ kind: 'succeeded', amount: money });
    const [intent] = server.intents.values();
    expect(intent).toMatchObject({ amount: sent, currency: currency.toLowerCase() });
    const step = { orderId, authorization: intent?.id ?? '', amount: money };
    const taken = await provider.capture({ ...step, key: `${orderId}:capture` });
    expect(taken).toMatchObject({ kind: 'succeeded', amount: money });
    expect(intent).toMatchObject({ amount_received: sent });
    const given = await provider.refund({ ...step, key: `${orderId}:refund:1` });
    expect(given).toMatchObject({ kind: 'succeeded', amount: money });
    expect(server.refunds).toMatchObject([{ amount: sent }]);
    const question = { key: `${orderId}:refund:1`, orderId, authorization: intent?.id ?? '' };
    expect(await provider.find({ ...question, kind: 'refund' })).toEqual(given);
    const books = await provider.list('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z');
    expect(new Map(books.map((record) => [record.kind, record.amount]))).toEqual(
      new Map([
        ['authorization', money],
        ['capture', money],
        ['refund', money],
      ]),
    );
  });

  it.each(unit)('lets go of %s as they are', async (_, currency, amount) => {
    const provider = connect();
    const money = { amount, currency };
    const key = `${orderId}:authorization`;
    await provider.authorize({ key, orderId, amount: money, paymentToken: 'pm_card_visa' });
    const [intent] = server.intents.values();
    const step = { orderId, authorization: intent?.id ?? '', amount: money };
    expect(await provider.void({ ...step, key: `${orderId}:void` })).toMatchObject({
      kind: 'succeeded',
      amount: money,
    });
  });

  it('is not asked for what it cannot charge', async () => {
    const provider = connect();
    const refused = { kind: 'refused', reason: 'amount_not_payable' };
    const amount = { amount: 1999, currency: 'KWD' };
    const step = { key: 'k', orderId, amount };
    expect(await provider.authorize({ ...step, paymentToken: 'pm_card_visa' })).toEqual(refused);
    expect(await provider.capture({ ...step, authorization: 'pi_1' })).toEqual(refused);
    expect(await provider.refund({ ...step, authorization: 'pi_1' })).toEqual(refused);
    expect(server.intents.size).toBe(0);
  });
});
