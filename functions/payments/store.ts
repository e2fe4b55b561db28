// Payments as event streams in the service's table, with a deadline for each that has an open step.
import { createEventStore, type EventStore } from '../../platform/data/event-store.ts';
import type { Table } from '../../platform/data/table.ts';
import { paymentDecider } from './domain/decider.ts';
import { isPayment, type PaymentEvent, type PaymentState } from './domain/payment.ts';

export type PaymentStore = EventStore<PaymentEvent, PaymentState>;

/** When the provider is to be asked next (ISO 8601); undefined when nothing is open. */
export const dueAt = (state: PaymentState): string | undefined =>
  isPayment(state) ? state.steps.flatMap(({ checkAt }) => checkAt ?? []).sort()[0] : undefined;

export const createPaymentStore = (table: Table): PaymentStore =>
  createEventStore({
    table,
    name: 'PAYMENT',
    initial: paymentDecider.initial,
    evolve: paymentDecider.evolve,
    dueAt,
  });
