// The double-entry ledger, and its daily report against the provider's books.
import { describe, expect, it } from 'vitest';
import { capturePayment, refundPayment, voidPayment } from '../../events/messages/payments.ts';
import { createDailyReport } from '../../functions/payments/daily-report.ts';
import { balancesOf } from '../../functions/payments/domain/ledger.ts';
import { compareLedgers, type ProviderRecord } from '../../functions/payments/domain/report.ts';
import { createLedgerStore } from '../../functions/payments/ledger-store.ts';
import { createSandbox } from '../../functions/payments/sandbox.ts';
import type { Clock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { createPolicy } from '../../platform/resilience.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { authorizeBody, createPaymentService, eur, messageBody } from '../support/payments.ts';
import { apiKey, startProvider } from '../support/sandbox-provider.ts';

const day = 86_400_000;

const setUp = async () => {
  let offset = 0;
  const clock: Clock = { now: () => Date.now() + offset };
  const sandbox = await startProvider();
  const policy = createPolicy({ timeoutMs: 5_000 });
  const provider = createSandbox({
    url: sandbox.url,
    apiKey: async () => apiKey,
    policy,
    lookUpPolicy: policy,
  });
  const table = createMemoryTable();
  const ledger = createLedgerStore(table);
  const service = createPaymentService({ table, provider, clock });
  const report = createDailyReport({ ledger, provider, clock, log: quietLog });
  const advance = (ms: number) => {
    offset += ms;
  };
  return { sandbox, ledger, service, report, advance };
};

const trade = async ({ inbox }: { inbox: (body: string) => Promise<unknown> }) => {
  const [sold, given] = [newId('ord'), newId('ord')];
  await inbox(authorizeBody(sold, 'tok_approved'));
  const captureId = 'c1';
  await inbox(messageBody(capturePayment, sold, { orderId: sold, captureId, amount: eur(60) }));
  await inbox(messageBody(refundPayment, sold, { orderId: sold, refundId: 'r1', amount: eur(10) }));
  await inbox(messageBody(voidPayment, sold, { orderId: sold }));
  await inbox(authorizeBody(given, 'tok_approved'));
  await inbox(messageBody(voidPayment, given, { orderId: given }));
};

describe('the ledger', () => {
  it('balances after every kind of step', async () => {
    const { sandbox, ledger, service } = await setUp();
    await trade(service);
    const entries = await ledger.entries('2000', '2999');
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
