// The double-entry ledger, and its daily report against the provider's books.
import { describe, expect, it } from 'vitest';
import { capturePayment, refundPayment, voidPayment } from '../../events/messages/payments.ts';
import { balancesOf } from '../../functions/payments/domain/ledger.ts';
import type { Answer } from '../../functions/payments/domain/payment.ts';
import { compareLedgers, type ProviderRecord } from '../../functions/payments/domain/report.ts';
import { createDailyReport } from '../../functions/payments/ledger/daily-report.ts';
import { createLedgerStore } from '../../functions/payments/ledger/ledger-store.ts';
import { createSandboxProvider } from '../../functions/payments/providers/sandbox.ts';
import { createStripe } from '../../functions/payments/providers/stripe.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { testClock } from '../support/clock.ts';
import { quietLog, quietReadable } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { authorizeBody, createPaymentService, eur, messageBody } from '../support/payments.ts';
import { apiKey, startProvider } from '../support/sandbox-provider.ts';
import { startStripe } from '../support/stripe-server.ts';

const day = 86_400_000;

const approved = { kind: 'succeeded', amount: eur(100), providerReference: 'a1' } as const;

const setUp = async () => {
  let offset = 0;
  const clock: Clock = { now: () => Date.now() + offset };
  const sandbox = await startProvider();
  const policy = createPolicy({ timeoutMs: 5_000 });
  const provider = createSandboxProvider({
    url: sandbox.url,
    apiKey: async () => apiKey,
    policy,
    lookUpPolicy: policy,
  });
  const table = createMemoryTable();
  const ledger = createLedgerStore(table, quietReadable());
  const service = createPaymentService({ table, provider, clock });
  const report = createDailyReport({
    ledger,
    provider,
    clock,
    log: quietLog,
    store: service.store,
  });
  const advance = (ms: number) => {
    offset += ms;
  };
  return { sandbox, ledger, service, report, advance };
};

const trade = async (
  { inbox }: { inbox: (body: string) => Promise<unknown> },
  token = 'tok_approved',
) => {
  const [sold, given] = [newId('ord'), newId('ord')];
  await inbox(authorizeBody(sold, token));
  const captureId = 'c1';
  await inbox(messageBody(capturePayment, sold, { orderId: sold, captureId, amount: eur(60) }));
  await inbox(messageBody(refundPayment, sold, { orderId: sold, refundId: 'r1', amount: eur(10) }));
  await inbox(messageBody(voidPayment, sold, { orderId: sold }));
  await inbox(authorizeBody(given, token));
  await inbox(messageBody(voidPayment, given, { orderId: given }));
};

describe('the ledger', () => {
  it('balances after every kind of step', async () => {
    const { sandbox, ledger, service } = await setUp();
    await trade(service);
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const entries = await ledger.entries(at(-day), at(day));
    for (const { postings } of entries) {
      const sum = postings.reduce(
        (total, { side, amount }) => total + (side === 'debit' ? amount : -amount),
        0,
      );
      expect(sum).toBe(0);
    }
    expect(balancesOf(entries)).toEqual({
      EUR: { authorizations: 0, holds: 0, provider: 50, sales: -60, refunds: 10 },
    });
    await sandbox.stop();
  });
});

describe('an entry of the ledger', () => {
  it('counts once, however often its event was about to be written', async () => {
    const table = createMemoryTable();
    const clock = testClock(Date.parse('2026-03-02T12:00:00.000Z'));
    let isStopped = true;
    const stopping: Table = {
      ...table,
      transact: async (writes) => {
        const isAnswer = JSON.stringify(writes).includes('step-succeeded');
        if (isStopped && isAnswer) throw new Error('the process has stopped');
        await table.transact(writes);
      },
    };
    const answer = async () => approved;
    const provider = { authorize: answer, find: answer } as never;
    const service = createPaymentService({ table: stopping, clock, provider });
    const orderId = newId('ord');
    const body = authorizeBody(orderId, 'tok_approved');
    await expect(service.inbox(body)).rejects.toThrow('the process has stopped');
    isStopped = false;
    clock.advance(60_000);
    await service.inbox(body);
    expect((await service.payment(orderId)).status).toBe('authorized');
    const entries = await createLedgerStore(table, quietReadable()).entries(
      '2026-03-02',
      '2026-03-03',
    );
    expect(entries.map(({ key }) => key)).toEqual([`${orderId}:authorization`]);
    expect(table.all().filter(({ pk }) => pk.startsWith('LEDGER#'))).toHaveLength(2);
  });
});

describe('the daily report', () => {
  it('agrees with the provider, once a day', async () => {
    const { sandbox, service, report, advance } = await setUp();
    await trade(service);
    advance(day + 3_600_000);
    expect(await report()).toMatchObject({ matched: 6, differences: [] });
    expect(await report()).toBeUndefined();
    await sandbox.stop();
  });

  it('shows what the provider has booked and we have not', async () => {
    const { sandbox, report, advance } = await setUp();
    const request = { key: 'ord_1:authorization', reference: 'ord_1', ...eur(100), token: 't' };
    sandbox.ledger.authorize(request, { status: 'succeeded' });
    advance(day + 3_600_000);
    expect((await report())?.differences).toEqual([
      { key: 'ord_1:authorization', kind: 'authorization', ours: null, theirs: eur(100) },
    ]);
    await sandbox.stop();
  });

  describe('asks for what only one side has listed', () => {
    const orderId = newId('ord');
    const key = `${orderId}:authorization`;
    const start = async (listed: readonly ProviderRecord[], found: Answer) => {
      const clock = testClock(Date.parse('2026-03-02T12:00:00.000Z'));
      const table = createMemoryTable();
      const ledger = createLedgerStore(table, quietReadable());
      const asked: string[] = [];
      const provider = {
        authorize: async () => yes,
        list: async () => listed,
        find: async (question: { key: string }) => {
          asked.push(question.key);
          return found;
        },
      };
      const service = createPaymentService({ table, clock, provider: provider as never });
      const report = createDailyReport({
        ledger,
        provider,
        clock,
        log: quietLog,
        store: service.store,
      });
      return { clock, service, report, asked };
    };
    const yes = { kind: 'succeeded', amount: eur(100), providerReference: 'a1' } as const;
    const record: ProviderRecord = { ...yes, key, kind: 'authorization', time: '' };

    it.each([
      [yes, []],
      [{ ...yes, amount: eur(99) }, [eur(100)]],
      [{ kind: 'absent' } as const, [eur(100)]],
    ])('the provider: %j', async (found, differing) => {
      const { clock, service, report, asked } = await start([], found);
      await service.inbox(authorizeBody(orderId, 'tok_approved'));
      clock.advance(day);
      const { differences = [], matched } = (await report()) ?? {};
      expect(differences.map(({ ours }) => ours)).toEqual(differing);
      expect(matched).toBe(1 - differing.length);
      expect(asked).toEqual([key]);
    });

    it('ourselves, where the provider has booked it on another day', async () => {
      const { clock, service, report } = await start(
        [{ ...record, time: '2026-03-04T09:00:00Z' }],
        yes,
      );
      await service.inbox(authorizeBody(orderId, 'tok_approved'));
      clock.advance(3 * day);
      expect(await report()).toMatchObject({ day: '2026-03-04', matched: 1, differences: [] });
    });
  });

  it('agrees with Stripe about captures, refunds and voids', async () => {
    const stripe = await startStripe();
    let offset = 0;
    const clock: Clock = { now: () => Date.now() + offset };
    const policy = createPolicy({ timeoutMs: 5_000 });
    const apiKey = async () => 'sk_test_1';
    const provider = createStripe({ url: stripe.url, apiKey, policy, lookUpPolicy: policy });
    const table = createMemoryTable();
    const service = createPaymentService({ table, provider, clock });
    const { store } = service;
    const ledger = createLedgerStore(table, quietReadable());
    const report = createDailyReport({ ledger, provider, clock, log: quietLog, store });
    await trade(service, 'pm_card_visa');
    offset = day + 3_600_000;
    expect(await report()).toMatchObject({ matched: 6, differences: [] });
    await stripe.stop();
  });

  it('takes what one side did before midnight and the other after it for one', () => {
    const ours = {
      key: 'k',
      orderId: 'ord_1',
      kind: 'capture',
      amount: eur(5),
      providerReference: 'cap_1',
      postings: [],
    } as const;
    const theirs: ProviderRecord = { ...ours, time: '2026-01-01T23:59:59.900Z' };
    const late = { ...ours, time: '2026-01-02T00:00:00.100Z' };
    const agreed = (date: string) => ({ day: date, matched: 1, differences: [] });
    expect(compareLedgers('2026-01-01', [late], [theirs])).toEqual(agreed('2026-01-01'));
    expect(compareLedgers('2026-01-02', [late], [theirs])).toEqual(agreed('2026-01-02'));
    expect(
      compareLedgers('2026-01-01', [{ ...late, amount: eur(6) }], [theirs]).differences,
    ).toEqual([{ key: 'k', kind: 'capture', ours: eur(6), theirs: eur(5) }]);
  });
});
