// The payments service against a real table and the sandbox provider: one charge, whatever goes wrong.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { capturePayment, voidPayment } from '../../events/messages/payments.ts';
import { providerEventReceived } from '../../events/messages/webhooks.ts';
import { createSandboxProvider } from '../../functions/payments/providers/sandbox.ts';
import { parkedKey } from '../../functions/payments/resolving/parked-event-store.ts';
import { createReviewStore } from '../../functions/payments/reviews/review-store.ts';
import { createPolicy, createRetryBudget } from '../../platform/calls/resilience.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { quietReadable } from '../support/http.ts';
import {
  authorizeBody as authorize,
  createPaymentService,
  customerId,
  messageBody as envelope,
  eur,
} from '../support/payments.ts';
import { apiKey, startProvider, type TestProvider } from '../support/sandbox-provider.ts';

let database: TestDatabase;
let table: Table;
let tables = 0;
let provider: TestProvider;
let offset = 0;
const clock: Clock = { now: () => Date.now() + offset };

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  offset = 0;
  tables += 1;
  table = await database.table(`payments-${tables}`);
  provider = await startProvider();
  return () => provider.stop();
});

const start = ({ timeoutMs = 400, budget = createRetryBudget() } = {}) =>
  createPaymentService({
    table,
    clock,
    budget,
    provider: createSandboxProvider({
      url: provider.url,
      apiKey: async () => apiKey,
      policy: createPolicy({ timeoutMs }),
      lookUpPolicy: createPolicy({ timeoutMs }),
    }),
  });

const chargesOf = (orderId: string) =>
  provider.ledger.list().filter(({ reference }) => reference === orderId);

describe('the tokens of the sandbox', () => {
  it.each([
    ['tok_approved', 'authorized'],
    ['tok_declined', 'declined'],
    ['tok_insufficient_funds', 'declined'],
    ['tok_async_approved', 'pending'],
    ['tok_timeout', 'authorized'],
    ['tok_timeout_declined', 'declined'],
    ['tok_error_once', 'authorized'],
    ['tok_unheard_of', 'declined'],
  ])('%s leads to %s', async (token, status) => {
    const service = start();
    const orderId = newId('ord');
    await service.inbox(authorize(orderId, token));
    expect((await service.payment(orderId)).status).toBe(status);
    expect(chargesOf(orderId)).toHaveLength(1);
  });

  it('a capture that fails once is done on the second try', async () => {
    const service = start();
    const orderId = newId('ord');
    await service.inbox(authorize(orderId, 'tok_capture_fails_once'));
    await service.inbox(
      envelope(capturePayment, orderId, { orderId, captureId: 'c1', amount: eur(100) }),
    );
    expect((await service.payment(orderId)).status).toBe('captured');
    expect(await service.said(orderId)).toEqual([
      'payments.payment-authorized.v1',
      'payments.payment-captured.v1',
    ]);
  });
});

describe('one charge', () => {
  it('for a command that is delivered five times at once', async () => {
    const service = start();
    const orderId = newId('ord');
    const message = authorize(orderId, 'tok_approved');
    await Promise.all(Array.from({ length: 5 }, () => service.inbox(message)));
    expect((await service.payment(orderId)).status).toBe('authorized');
    expect(await service.said(orderId)).toEqual(['payments.payment-authorized.v1']);
    expect(chargesOf(orderId)).toHaveLength(1);
  });

  it('when the answer is lost, the process stops and the command comes again', async () => {
    const crashing = start({ budget: { earn: () => {}, spend: () => false } });
    const orderId = newId('ord');
    const message = authorize(orderId, 'tok_timeout');
    await crashing.inbox(message);
    expect((await crashing.payment(orderId)).status).toBe('unknown');
    const restarted = start();
    await restarted.inbox(message);
    expect((await restarted.payment(orderId)).status).toBe('authorized');
    expect(provider.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });

  it('when the process stops between its intent and the call', async () => {
    const service = start();
    const orderId = newId('ord');
    provider.down = true;
    await service.inbox(authorize(orderId, 'tok_approved'));
    expect(chargesOf(orderId)).toEqual([]);
    provider.down = false;
    offset = 60_000;
    expect(await service.reconcile({ id: 'run-00001', until: clock.now() + 20_000 })).toBe(1);
    expect((await service.payment(orderId)).status).toBe('authorized');
    expect(chargesOf(orderId)).toHaveLength(1);
  });
});

describe('a provider that is down', () => {
  it('is asked again after a while, and the payment goes on', async () => {
    const service = start();
    const orderId = newId('ord');
    provider.down = true;
    await service.inbox(authorize(orderId, 'tok_approved'));
    const [first] = service.reminders;
    expect([5, 6, 7, 8, 9, 10]).toContain(first?.delaySeconds);
    offset = 10_000;
    await service.inbox(first?.body ?? '');
    expect(service.reminders).toHaveLength(2);
    provider.down = false;
    await service.inbox(service.reminders[1]?.body ?? '');
    expect((await service.payment(orderId)).status).toBe('authorized');
    expect(service.reminders).toHaveLength(2);
  });
});

describe('webhooks', () => {
  const event = (orderId: string, kind: 'authorization.succeeded' | 'dispute.opened') =>
    envelope(providerEventReceived, orderId, {
      provider: 'sandbox',
      providerEventId: newId('evt'),
      kind,
      reference: `${orderId}:authorization`,
      providerReference: 'auth_1',
      amount: eur(100),
    });

  it('finish a payment that is pending', async () => {
    const service = start();
    const orderId = newId('ord');
    await service.inbox(authorize(orderId, 'tok_async_approved'));
    await service.inbox(event(orderId, 'authorization.succeeded'));
    expect((await service.payment(orderId)).status).toBe('authorized');
  });

  it('before, with and after the answer, five times, have one effect', async () => {
    const service = start();
    const orderId = newId('ord');
    const [one, two, three, four, five] = Array.from({ length: 5 }, () =>
      event(orderId, 'authorization.succeeded'),
    );
    const authorizing = service.inbox(authorize(orderId, 'tok_approved'));
    await Promise.allSettled([one, two, three].map((body) => service.inbox(body ?? '')));
    await authorizing;
    await Promise.all([four, five].map((body) => service.inbox(body ?? '')));
    expect((await service.payment(orderId)).status).toBe('authorized');
    expect(await service.said(orderId)).toEqual(['payments.payment-authorized.v1']);
  });

  it('that speak of an unknown order are kept, and have their effect when it comes', async () => {
    const service = start();
    const orderId = newId('ord');
    expect(await service.inbox(event(orderId, 'dispute.opened'))).toMatchObject({
      reason: 'kept: no such payment yet',
    });
    await service.inbox(authorize(orderId, 'tok_approved'));
    offset = 61_000;
    expect(await service.retryKept()).toBe(1);
    expect((await service.payment(orderId)).flags).toEqual(['dispute opened: no reason given']);
    const reviews = createReviewStore(table, clock, quietReadable());
    expect(await reviews.list({ limit: 10 })).toMatchObject([{ id: orderId }]);
    offset = 3_600_000;
    expect(await service.retryKept()).toBe(0);
  });

  it('that speak of an order that never comes are given to a person', async () => {
    const service = start();
    const orderId = newId('ord');
    await service.inbox(event(orderId, 'authorization.succeeded'));
    for (let tries = 1; tries <= 12; tries += 1) {
      offset += 60_000 * 2 ** tries;
      await service.retryKept();
    }
    const reviews = createReviewStore(table, clock, quietReadable());
    const [review] = await reviews.list({ limit: 10 });
    expect(review).toMatchObject({ kind: 'provider-event', orderId });
    const { id = '', reasons = [] } = review ?? {};
    await reviews.close(id, parkedKey(id), { reasons, actor: customerId, note: 'not ours' });
    expect(await reviews.list({ limit: 10 })).toEqual([]);
  });

  it('of a dispute flag the payment', async () => {
    const service = start();
    const orderId = newId('ord');
    await service.inbox(authorize(orderId, 'tok_approved'));
    await service.inbox(event(orderId, 'dispute.opened'));
    expect(await service.said(orderId)).toEqual([
      'payments.payment-authorized.v1',
      'payments.payment-flagged.v1',
    ]);
  });

  it('that never come are replaced by a question', async () => {
    const service = start();
    const orderId = newId('ord');
    await service.inbox(authorize(orderId, 'tok_async_declined'));
    await expect.poll(() => chargesOf(orderId)[0]?.status).toBe('declined');
    offset = 60_000;
    await service.reconcile({ id: 'run-00001', until: clock.now() + 20_000 });
    expect((await service.payment(orderId)).status).toBe('declined');
  });
});

describe('a void', () => {
  it('gives back an authorisation that comes too late', async () => {
    const service = start();
    const orderId = newId('ord');
    await service.inbox(authorize(orderId, 'tok_async_approved'));
    await service.inbox(envelope(voidPayment, orderId, { orderId }));
    await expect.poll(() => chargesOf(orderId)[0]?.status).toBe('succeeded');
    offset = 60_000;
    await service.reconcile({ id: 'run-00001', until: clock.now() + 20_000 });
    expect((await service.payment(orderId)).status).toBe('voided');
    expect(await service.said(orderId)).toEqual(['payments.payment-voided.v1']);
    expect(provider.ledger.totals(chargesOf(orderId)[0]?.id ?? '')).toMatchObject({ voided: 100 });
  });
});
