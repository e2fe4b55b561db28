// Payments as event streams in the service's table; open steps put the payment into the due index.
import type { Clock } from '../../platform/clock.ts';
import { createEventStore, type EventStore } from '../../platform/data/event-store.ts';
import { shardOf, shards } from '../../platform/data/shards.ts';
import type { Table } from '../../platform/data/table.ts';
import { isPayment, type PaymentEvent, type PaymentState } from './domain/payment.ts';

const name = 'PAYMENT';

export type PaymentStore = EventStore<PaymentEvent, PaymentState>;

/** When the provider is to be asked next (ISO 8601); undefined when nothing is open. */
export const dueAt = (state: PaymentState): string | undefined =>
  isPayment(state) ? state.steps.flatMap(({ checkAt }) => checkAt ?? []).sort()[0] : undefined;

const dueOf = (orderId: string, state: PaymentState): Readonly<Record<string, unknown>> => {
  const at = dueAt(state);
  return at === undefined ? {} : { due: shardOf(orderId), dueAt: at };
};

export const createPaymentStore = (table: Table, clock: Clock): PaymentStore =>
  createEventStore({ table, name, initial: { status: 'none' }, clock, index: dueOf });

/** Orders whose payment has a step to ask about, the longest overdue first in each shard. */
export const duePayments = async (
  table: Table,
  until: string,
  limit: number,
): Promise<readonly string[]> => {
  const found = await Promise.all(
    shards.map((shard) => table.queryIndex('due-index', shard, until, limit)),
  );
  const prefix = `${name}#`;
  // Kept events are in the index, too.
  return found.flat().flatMap(({ pk }) => (pk.startsWith(prefix) ? pk.slice(prefix.length) : []));
};
