// Payments as event streams in the service's table.
import { createEventStore, type EventStore } from '../../platform/data/event-store.ts';
import type { Readable } from '../../platform/data/readable.ts';
import {
  anyOf,
  integer,
  listOf,
  members,
  oneOf,
  orNull,
  text,
  time,
} from '../../platform/data/shape.ts';
import type { Table } from '../../platform/data/table.ts';
import { paymentDecider } from './domain/decider.ts';
import { isPayment, type PaymentEvent, type PaymentState } from './domain/payment.ts';

export type PaymentStore = EventStore<PaymentEvent, PaymentState>;

/** When the provider is to be asked next (ISO 8601); undefined when nothing is open. */
export const dueAt = (state: PaymentState): string | undefined =>
  isPayment(state) ? state.steps.flatMap(({ checkAt }) => checkAt ?? []).sort()[0] : undefined;

const money = members({ amount: integer, currency: text });

const payment = members({
  orderId: text,
  customerId: text,
  amount: money,
  steps: listOf(
    members({ kind: text, key: text, amount: money, progress: text, checkAt: orNull(time) }),
  ),
  entries: listOf(members({ kind: text, amount: money, time })),
  flags: listOf(text),
});

/** What answers, deadlines and the ledger are made of. */
const paymentShape = anyOf(
  members({ status: oneOf('none', 'blocked') }),
  members({ status: oneOf('not-due'), orderId: text, customerId: text, currency: text }),
  payment,
);

export const createPaymentStore = (table: Table, readable?: Pick<Readable, 'note'>): PaymentStore =>
  createEventStore({
    table,
    name: 'PAYMENT',
    initial: paymentDecider.initial,
    evolve: paymentDecider.evolve,
    shape: paymentShape,
    readable,
  });
