// The payments service put together for tests: any table, any provider, a clock that can be moved.
import type { MessageContract, MessageData } from '../../events/message.ts';
import { authorizePayment } from '../../events/messages/payments.ts';
import { createHandlePayment } from '../../functions/payments/commands.ts';
import { isPayment, type Payment } from '../../functions/payments/domain/payment.ts';
import { paymentHandlers } from '../../functions/payments/messages.ts';
import type { PaymentProvider } from '../../functions/payments/providers/provider.ts';
import { createIsFirst } from '../../functions/payments/resolving/deduplication.ts';
import { createFollow } from '../../functions/payments/resolving/follow.ts';
import { createParkedEventStore } from '../../functions/payments/resolving/parked-event-store.ts';
import { createApplyProviderEvent } from '../../functions/payments/resolving/provider-events.ts';
import { createPaymentReconciliation } from '../../functions/payments/resolving/reconciliation.ts';
import {
  createResolvePayment,
  type HandlePayment,
} from '../../functions/payments/resolving/resolve-payment.ts';
import { createResolveStep } from '../../functions/payments/resolving/resolve-step.ts';
import { createRetryParked } from '../../functions/payments/resolving/retry-parked.ts';
import { createScheduleCheck } from '../../functions/payments/resolving/schedule-check.ts';
import { createPaymentStore, type PaymentStore } from '../../functions/payments/store.ts';
import { createRetryBudget, type RetryBudget } from '../../platform/calls/resilience.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import type { Table } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createInbox, type Inbox } from '../../platform/messaging/inbox.ts';
import { quietLog } from './http.ts';

export const customerId = 'usr_00000000000000000000000000000001';
export const eur = (amount: number) => ({ amount, currency: 'EUR' });

export interface PaymentService {
  readonly inbox: Inbox;
  readonly store: PaymentStore;
  readonly handle: HandlePayment;
  readonly reconcile: ReturnType<typeof createPaymentReconciliation>;
  readonly retryKept: () => Promise<number>;
  /** What the service has asked to be told later. */
  readonly reminders: { body: string; delaySeconds: number; at: number }[];
  payment(orderId: string): Promise<Payment>;
  /** Types of the messages that the payment has caused, in their order. */
  said(orderId: string): Promise<string[]>;
}

export interface PaymentServiceOptions {
  readonly table: Table;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  readonly budget?: RetryBudget;
  /** @default that of the service */
  readonly windowMs?: number;
}

export const createPaymentService = ({
  table,
  provider,
  clock,
  budget = createRetryBudget(),
  windowMs,
}: PaymentServiceOptions): PaymentService => {
  const store = createPaymentStore(table);
  const deadlines = createDeadlines(table);
  // In place of the queue, which would deliver again.
  const handle = createHandlePayment({ store, clock, newId, attempts: 500 });
  const resolveStep = createResolveStep({ provider, budget, clock, lookUpPausesMs: [0, 20] });
  const resolvePayment = createResolvePayment({ handle, resolveStep, clock, windowMs });
  const reminders: PaymentService['reminders'] = [];
  const sendLater = async (body: string, delaySeconds: number) => {
    reminders.push({ body, delaySeconds, at: clock.now() + delaySeconds * 1000 });
  };
  const scheduleCheck = createScheduleCheck({ sendLater, source: 'payments', clock });
  const follow = createFollow({ resolvePayment, deadlines, scheduleCheck });
  const reconcile = createPaymentReconciliation({
    deadlines,
    store,
    resolvePayment,
    scheduleCheck,
    clock,
    log: quietLog,
  });
  const isFirst = createIsFirst(table, clock);
  const applyProviderEvent = createApplyProviderEvent({ handle, provider, clock, log: quietLog });
  const commit = createUnitOfWork({ table, source: 'payments', clock, newId });
  const parked = createParkedEventStore(table, commit);
  const retryKept = createRetryParked({ parked, applyProviderEvent, follow, clock, log: quietLog });
  return {
    handle,
    retryKept: () => retryKept({ until: Number.POSITIVE_INFINITY }),
    inbox: createInbox(
      paymentHandlers({ isFirst, reconcile, handle, follow, applyProviderEvent, parked, clock }),
      quietLog,
    ),
    store,
    reminders,
    reconcile,
    payment: async (orderId) => {
      const { state } = await store.load(orderId);
      if (!isPayment(state)) throw new Error(`no payment of ${orderId}`);
      return state;
    },
    said: async (orderId) => {
      const { commits } = await store.read(orderId);
      return commits.flatMap(({ messages = [] }) => messages.map(({ type }) => type));
    },
  };
};

/** A message as it comes from the queue. */
export const messageBody = <C extends MessageContract>(
  { type }: C,
  subject: string,
  data: MessageData<C>,
  sequence = 1,
): string =>
  JSON.stringify({
    specversion: '1.0',
    id: newId('msg'),
    source: '/tandem/orders',
    type,
    subject,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    sequence,
    correlationid: 'request-1',
    causationid: 'request-1',
    data,
  });

export const authorizeBody = (orderId: string, paymentToken: string): string =>
  messageBody(authorizePayment, orderId, { orderId, customerId, amount: eur(100), paymentToken });
