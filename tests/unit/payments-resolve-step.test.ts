// Money is never moved twice: whoever may have been asked before is asked about first.
import { expect, it } from 'vitest';
import type { Payment, Step, StepKind } from '../../functions/payments/domain/payment.ts';
import { createResolveStep } from '../../functions/payments/resolving/resolve-step.ts';
import { createLedger } from '../../localstack/tandem/provider/ledger.ts';
import { createRetryBudget } from '../../platform/calls/resilience.ts';
import { testClock } from '../support/clock.ts';
import { ledgerProvider } from '../support/ledger-provider.ts';
import { eur } from '../support/payments.ts';
import { calmPorts } from '../support/ports.ts';

const orderId = 'ord_00000000000000000000000000000001';

const stepOf = (kind: StepKind): Step => ({
  kind,
  key: `${orderId}:${kind}`,
  id: '',
  amount: eur(100),
  progress: 'unknown',
  requestedAt: '2026-01-01T00:00:00.000Z',
  checks: 1,
  checkAt: '2026-01-01T00:00:20.000Z',
});

it.each(['authorization', 'capture', 'void', 'refund'] as const)(
  'a %s that may have been done is asked about before it is asked for',
  async (kind) => {
    const asked: string[] = [];
    const ledger = createLedger({ now: () => '2026-01-01T00:00:00.000Z' });
    const provider = ledgerProvider(ledger, {
      around: (name, call) => {
        asked.push(name);
        return calmPorts.around(name, call);
      },
    });
    const resolveStep = createResolveStep({
      provider,
      budget: createRetryBudget(),
      clock: testClock(),
    });
    const step = stepOf(kind);
    const payment: Payment = {
      status: 'unknown',
      orderId,
      customerId: 'usr_00000000000000000000000000000001',
      amount: eur(100),
      paymentToken: 'tok_approved',
      authorization: 'auth_1',
      voidRequested: false,
      steps: [step],
      entries: [],
      flags: [],
    };
    await resolveStep({ payment, step, isFresh: false, until: Number.POSITIVE_INFINITY });
    expect(asked[0]).toBe('provider.find');
  },
);
