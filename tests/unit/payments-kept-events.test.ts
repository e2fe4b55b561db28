// What the provider says of an order that has no payment here: kept, tried again, given to a person.

import { beforeEach, describe, expect, it } from 'vitest';
import { providerEventReceived } from '../../events/messages/webhooks.ts';
import type { PaymentProvider } from '../../functions/payments/providers/provider.ts';
import { keptIdOf } from '../../functions/payments/resolving/parked-event-store.ts';
import { createReviewStore } from '../../functions/payments/reviews/review-store.ts';
import { createLedger } from '../../localstack/tandem/provider/ledger.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { testClock } from '../support/clock.ts';
import { quietReadable } from '../support/http.ts';
import { ledgerProvider } from '../support/ledger-provider.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { authorizeBody, createPaymentService, eur, messageBody } from '../support/payments.ts';
import { calmPorts } from '../support/ports.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const setUp = (changes: Partial<PaymentProvider> = {}) => {
  const clock = testClock();
  const table = createMemoryTable();
  const ledger = createLedger({ now: () => new Date(clock.now()).toISOString() });
  const provider = ledgerProvider(ledger, calmPorts);
  const service = createPaymentService({ table, clock, provider: { ...provider, ...changes } });
  const reviews = createReviewStore(table, clock, quietReadable());
  const orderId = newId('ord');
  const event = {
    provider: 'sandbox',
    providerEventId: newId('evt'),
    kind: 'dispute.opened',
    reference: `${orderId}:authorization`,
    providerReference: 'auth_1',
    amount: eur(100),
    reason: 'fraudulent',
  } as const;
  const tell = (given: object = {}) =>
    service.inbox(messageBody(providerEventReceived, orderId, { ...event, ...given }));
  const authorize = () => service.inbox(authorizeBody(orderId, 'tok_approved'));
  const kept = () => table.all().filter(({ pk }) => pk.startsWith('KEPT#'));
  return { ...service, clock, table, reviews, orderId, event, tell, authorize, kept };
};

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});

/** The schedule comes by once a minute. */
const pass = async ({ clock, retryKept }: ReturnType<typeof setUp>, ms: number) => {
  let found = 0;
  for (let passed = 0; passed < ms; passed += minute) {
    clock.advance(minute);
    found += await retryKept();
  }
  return found;
};

describe('an event of a payment that is not known', () => {
  it('is kept once, however often it comes', async () => {
    const { tell, kept } = world;
    expect(await tell()).toEqual({ kind: 'ignored', reason: 'kept: no such payment yet' });
    expect(await tell()).toEqual({ kind: 'ignored', reason: 'kept before' });
    expect(kept()).toMatchObject([{ tries: 1, nextTryAt: '2026-01-01T00:01:00.000Z' }]);
  });

  it('has its one effect when the payment has come', async () => {
    const { tell, authorize, kept, payment, orderId, said } = world;
    await tell();
    await authorize();
    expect((await payment(orderId)).flags).toEqual([]);
    expect(await pass(world, 10 * minute)).toBe(1);
    expect((await payment(orderId)).flags).toEqual(['dispute opened: fraudulent']);
    expect(await said(orderId)).toEqual([
      'payments.payment-authorized.v1',
      'payments.payment-flagged.v1',
    ]);
    expect(kept()).toEqual([]);
  });

  it('has one effect also when the process stops before it is taken off the list', async () => {
    const { tell, authorize, table, kept, payment, orderId } = world;
    await tell();
    await authorize();
    const [before] = kept();
    await pass(world, minute);
    if (before !== undefined) await table.transact([{ put: before }]);
    expect(await pass(world, minute)).toBe(1);
    expect((await payment(orderId)).flags).toHaveLength(1);
    expect(kept()).toEqual([]);
  });

  it('is tried ever more rarely, and after almost three days a person is asked', async () => {
    const { tell, kept, reviews, event, orderId } = world;
    await tell();
    const tries: number[] = [];
    for (let minutes = 1; minutes <= (3 * day) / minute; minutes += 1) {
      const before = kept()[0]?.tries;
      await pass(world, minute);
      if (kept()[0]?.tries !== before) tries.push(minutes);
    }
    expect(tries).toEqual([1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047, 4095]);
    expect(kept()).toMatchObject([{ tries: 13, nextTryAt: null }]);
    expect(kept()[0]?.due).toBeUndefined();
    expect(await reviews.list({ limit: 10 })).toEqual([
      {
        id: keptIdOf(event),
        kind: 'provider-event',
        orderId,
        reasons: ['dispute.opened of a payment that is not known here'],
        since: '2026-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('is kept when the provider cannot say whose payment it is, and tried when it can', async () => {
    let down = true;
    world = setUp({
      keyOf: async () => {
        if (down) throw new Error('the provider is down');
        return `${world.orderId}:authorization`;
      },
    });
    const { tell, authorize, payment, orderId } = world;
    await authorize();
    const named = { reference: 'pi_1', providerReference: 'pi_1' };
    expect(await tell(named)).toMatchObject({ reason: 'kept: no such payment yet' });
    await pass(world, minute);
    expect((await payment(orderId)).flags).toEqual([]);
    down = false;
    await pass(world, 5 * minute);
    expect((await payment(orderId)).flags).toEqual(['dispute opened: fraudulent']);
  });

  it('does not keep payments that are due from being asked about', async () => {
    const { tell, reconcile, clock, authorize, payment, orderId } = world;
    await tell({ reference: 'somebody-else' });
    await authorize();
    clock.advance(minute);
    expect(await reconcile({ id: 'run-00001', until: 0 })).toBe(0);
    expect((await payment(orderId)).status).toBe('authorized');
  });
});

describe('an event of a step that was never asked for', () => {
  it('flags the payment also where the provider names both by its own references', async () => {
    world = setUp({ keyOf: async () => `${world.orderId}:authorization` });
    const { tell, authorize, payment, orderId } = world;
    await authorize();
    const byHand = { kind: 'refund.succeeded', reference: 'pi_1', providerReference: 'pi_1' };
    for (const [providerEventId, reason] of [
      ['evt_1', 're_1'],
      ['evt_2', 're_1'],
      ['evt_3', 're_2'],
    ]) {
      await tell({ ...byHand, providerEventId, reason });
    }
    expect((await payment(orderId)).flags).toEqual([
      `the provider has done ${orderId}:refund:re_1, which was never asked for`,
      `the provider has done ${orderId}:refund:re_2, which was never asked for`,
    ]);
  });

  it('flags the payment once', async () => {
    const { tell, authorize, payment, orderId } = world;
    await authorize();
    const capture = { kind: 'capture.succeeded', reference: `${orderId}:capture:c9` };
    await tell(capture);
    await tell({ ...capture, providerEventId: 'evt_2' });
    expect((await payment(orderId)).flags).toEqual([
      `the provider has done ${orderId}:capture:c9, which was never asked for`,
    ]);
  });
});
