// Stripe's webhooks: what Stripe's own library signs is taken, anything else is not.

import fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { receiverEndpoints } from '../../functions/webhooks/inbound/http.ts';
import { createProviderEventStore } from '../../functions/webhooks/inbound/provider-event-store.ts';
import { stripeFault, stripeWebhooks } from '../../functions/webhooks/inbound/stripe.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { epochSeconds } from '../../platform/kernel/clock.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { call, services } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const secret = 'whsec_stripe_test_secret';
const key = 'ord_00000000000000000000000000000001:authorization';
const clock = testClock();
const now = epochSeconds(clock);
const stripe = new Stripe('sk_test_1');

const headerFor = (payload: string, timestamp = now) =>
  stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

const event = (type: string, object: object, id = 'evt_1') =>
  JSON.stringify({ id, object: 'event', type, data: { object } });

const intent = { id: 'pi_1', amount: 100, amount_received: 60, currency: 'eur' };

const setUp = () => {
  const table = createMemoryTable();
  const commit = createUnitOfWork({ table, source: 'webhooks', clock, newId: countingIds() });
  const [endpoint] = receiverEndpoints({
    sources: new Map([['stripe', stripeWebhooks(async () => [secret])]]),
    keep: createProviderEventStore(commit, clock),
    clock,
  });
  if (endpoint === undefined) throw new Error('no endpoint');
  const post = (body: string, header: string) =>
    call(
      endpoint,
      { body, headers: { 'stripe-signature': header }, params: { provider: 'stripe' } },
      services({ clock }),
    );
  const told = () =>
    table
      .all()
      .flatMap((item) => (item.messages ?? []) as { envelope: { data: object } }[])
      .map(({ envelope }) => envelope.data);
  return { post, told };
};

const amount = (value: number) => ({ amount: value, currency: 'EUR' });

describe('an event of Stripe', () => {
  it.each([
    [
      'payment_intent.amount_capturable_updated',
      { ...intent, metadata: { key } },
      { kind: 'authorization.succeeded', reference: key, amount: amount(100) },
    ],
    [
      'payment_intent.payment_failed',
      { ...intent, metadata: { key }, last_payment_error: { decline_code: 'insufficient_funds' } },
      {
        kind: 'authorization.failed',
        reference: key,
        amount: amount(100),
        reason: 'insufficient_funds',
      },
    ],
    [
      'payment_intent.succeeded',
      { ...intent, metadata: { key, captureKey: 'ord_1:capture:c1' } },
      { kind: 'capture.succeeded', reference: 'ord_1:capture:c1', amount: amount(60) },
    ],
    [
      'payment_intent.amount_capturable_updated',
      { ...intent, amount: 199_900, currency: 'isk', metadata: { key } },
      {
        kind: 'authorization.succeeded',
        reference: key,
        amount: { amount: 1999, currency: 'ISK' },
      },
    ],
    [
      'payment_intent.succeeded',
      { ...intent, amount_received: 20, currency: 'mga', metadata: { captureKey: key } },
      { kind: 'capture.succeeded', reference: key, amount: { amount: 2000, currency: 'MGA' } },
    ],
    [
      'refund.updated',
      {
        id: 'pi_1',
        amount: 20,
        currency: 'eur',
        status: 'failed',
        metadata: { key: 'ord_1:refund:r1' },
      },
      { kind: 'refund.failed', reference: 'ord_1:refund:r1', amount: amount(20) },
    ],
    [
      'payment_intent.succeeded',
      { ...intent, metadata: { key, orderId: 'ord_1' } },
      { kind: 'capture.succeeded', reference: 'ord_1:capture:pi_1', amount: amount(60) },
    ],
    [
      'refund.created',
      { id: 're_1', payment_intent: 'pi_1', amount: 20, currency: 'eur', status: 'succeeded' },
      { kind: 'refund.succeeded', reference: 'pi_1', amount: amount(20), reason: 're_1' },
    ],
    [
      'charge.dispute.created',
      { id: 'dp_1', payment_intent: 'pi_1', amount: 100, currency: 'eur', reason: 'fraudulent' },
      { kind: 'dispute.opened', reference: 'pi_1', amount: amount(100), reason: 'fraudulent' },
    ],
  ])('%s is passed on in our own words', async (type, object, expected) => {
    const { post, told } = setUp();
    const body = event(type, object);
    expect((await post(body, headerFor(body))).status).toBe(202);
    expect(told()).toEqual([
      { provider: 'stripe', providerEventId: 'evt_1', providerReference: 'pi_1', ...expected },
    ]);
  });

  it('has one effect for five deliveries', async () => {
    const { post, told } = setUp();
    const body = event('payment_intent.succeeded', { ...intent, metadata: { captureKey: key } });
    for (let count = 0; count < 5; count += 1) {
      expect((await post(body, headerFor(body))).status).toBe(202);
    }
    expect(told()).toHaveLength(1);
  });

  it('that does not concern us is accepted and moves nothing', async () => {
    const { post, told } = setUp();
    const body = event('customer.created', { id: 'cus_1' });
    expect((await post(body, headerFor(body))).status).toBe(202);
    expect(told()).toEqual([]);
  });
});

describe('a signature of Stripe', () => {
  const body = event('payment_intent.succeeded', intent);
  const good = headerFor(body);

  it.each([
    '',
    'v1=abc',
    good.replace('v1=', 'v0='),
    good.toUpperCase(),
    good.replace('t=', 't= '),
    `${good},t=${now}`,
    headerFor(body, now - 301),
    headerFor(body, now + 301),
    `t=${now},${Array(11).fill(good.split(',')[1]).join(',')}`,
  ])('%j is refused with 400', async (header) => {
    const { post, told } = setUp();
    expect(await post(body, header)).toMatchObject({
      status: 400,
      body: { code: 'webhook-signature-invalid' },
    });
    expect(told()).toEqual([]);
  });

  it('fits none of 10,000 mutated bodies and headers', () => {
    const bytes = Buffer.from(body);
    const flip = (buffer: Buffer, index: number, change: number) => {
      const copy = Buffer.from(buffer);
      copy[index] = (copy[index] ?? 0) ^ change;
      return copy;
    };
    const place = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(
        place,
        ([index, change]) =>
          stripeFault([secret], good, flip(bytes, index, change), now) === 'signature',
      ),
      { numRuns: 5_000 },
    );
    const header = Buffer.from(good, 'latin1');
    const spot = fc.tuple(fc.nat(header.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(spot, ([index, change]) => {
        const mutated = flip(header, index, change).toString('latin1');
        return stripeFault([secret], mutated, bytes, now) !== undefined;
      }),
      { numRuns: 5_000 },
    );
  });
});
