// A signature of Stripe at its limits, and what of its events is told: the oldest that is good, the most that are looked at, the parts of a payment.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createProviderEventStore } from '../../functions/webhooks/inbound/provider-event-store.ts';
import { stripeFault, stripeWebhooks } from '../../functions/webhooks/inbound/stripe.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const now = 1_767_225_600;
const bytes = (text: string) => new TextEncoder().encode(text);
const signed = (text: string, secret: string, at = now) =>
  createHmac('sha256', secret).update(`${at}.${text}`).digest('hex');
const bad = '0'.repeat(64);

describe('a signature', () => {
  const text = '{}';
  const good = signed(text, 'one');
  const faultOf = (header: string, secrets = ['one']) =>
    stripeFault(secrets, header, bytes(text), now);

  it('is good for five minutes before and after its time', () => {
    const aged = (seconds: number) =>
      faultOf(`t=${now + seconds},v1=${signed(text, 'one', now + seconds)}`);
    expect([-301, -300, 0, 300, 301].map(aged)).toEqual([
      'timestamp',
      undefined,
      undefined,
      undefined,
      'timestamp',
    ]);
  });

  it('is one of ten at most, wherever it stands, of any of the secrets', () => {
    const list = (...signatures: string[]) =>
      `t=${now},${signatures.map((each) => `v1=${each}`).join(',')}`;
    const others = (count: number) => Array.from({ length: count }, () => bad);
    expect(faultOf(list(...others(9), good))).toBe(undefined);
    expect(faultOf(list(good, ...others(9)))).toBe(undefined);
    expect(faultOf(list(...others(10), good))).toBe('too-many');
    expect(faultOf(list(bad))).toBe('signature');
    expect(faultOf(list('nonsense', good))).toBe(undefined);
    expect(faultOf(list(good), ['one', 'two'])).toBe(undefined);
    expect(faultOf(list(good), ['two', 'one'])).toBe(undefined);
    expect(faultOf(list(good), ['two'])).toBe('signature');
    expect(faultOf(list())).toBe('signature');
  });

  it('has one time, of ten digits', () => {
    expect(faultOf(`v1=${good}`)).toBe('timestamp');
    expect(faultOf(`t=${now},t=${now},v1=${good}`)).toBe('timestamp');
    expect(faultOf(`t=0${now},v1=${good}`)).toBe('timestamp');
  });
});

describe('an event', () => {
  const told = async (type: string, object: object) => {
    const body = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
    const header = (name: string) =>
      name === 'stripe-signature' ? `t=${now},v1=${signed(body, 'one')}` : undefined;
    const source = stripeWebhooks(async () => ['one']);
    const { event } = await source.verify({ header, body: bytes(body) }, now);
    return event;
  };
  const common = { id: 're_1', amount: 40, currency: 'eur', metadata: { key: 'ord_1:refund:r1' } };

  it.each([
    ['succeeded', 'refund.succeeded'],
    ['failed', 'refund.failed'],
    ['pending', undefined],
    ['requires_action', undefined],
  ])('of a refund that is %s is told as %s', async (status, kind) => {
    for (const type of ['refund.created', 'refund.updated', 'refund.failed']) {
      expect((await told(type, { ...common, status }))?.kind).toBe(kind);
    }
  });

  it('has its reason where there is one', async () => {
    const failed = { ...common, status: 'failed' };
    expect(await told('refund.failed', failed)).not.toHaveProperty('reason');
    expect(await told('refund.failed', { ...failed, failure_reason: 'lost_card' })).toMatchObject({
      reason: 'lost_card',
    });
  });

  it('of a capture is of that capture alone', async () => {
    const intent = { id: 'pi_1', amount_received: 60, currency: 'eur' };
    const metadata = { captureKey: 'ord_1:capture:c1', captureAmount: '30' };
    expect(await told('payment_intent.succeeded', { ...intent, metadata })).toMatchObject({
      amount: { amount: 30, currency: 'EUR' },
    });
    const { captureAmount: _, ...earlier } = metadata;
    expect(await told('payment_intent.succeeded', { ...intent, metadata: earlier })).toMatchObject({
      amount: { amount: 60, currency: 'EUR' },
    });
  });

  it('without an amount, or of another kind, means nothing for a payment', async () => {
    expect(await told('refund.created', { ...common, status: 'succeeded', amount: '40' })).toBe(
      undefined,
    );
    expect(await told('customer.created', common)).toBe(undefined);
  });
});

describe('an event that was verified', () => {
  it('is kept once, for thirty days, and told with its first coming', async () => {
    const table = createMemoryTable();
    const clock = testClock(now * 1000);
    const commit = createUnitOfWork({ table, source: 'webhooks', clock, newId: countingIds() });
    const keep = createProviderEventStore(commit, clock);
    const received = {
      provider: 'stripe',
      id: 'evt_1',
      type: 'refund.created',
      body: '{}',
      event: undefined,
      causation: { correlationId: 'request-1', causationId: 'request-1' },
    };
    expect([await keep(received), await keep(received)]).toEqual([true, false]);
    const pk = 'PROVIDER-EVENT#stripe#evt_1';
    expect(table.all().find(({ sk }) => sk === 'EVENT')).toEqual({
      pk,
      sk: 'EVENT',
      provider: 'stripe',
      type: 'refund.created',
      body: '{}',
      receivedAt: '2026-01-01T00:00:00.000Z',
      expiresAt: now + 30 * 86_400,
    });
    const error = new Error('the table does not answer');
    const broken = createProviderEventStore(async () => Promise.reject(error), clock);
    await expect(broken(received)).rejects.toBe(error);
  });
});
