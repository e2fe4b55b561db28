// What an order comes to: its money, its stock, and what has happened to it last.
import type { OrderRecords, StoredEvent } from './records.ts';

interface Money {
  readonly amount: number;
  readonly currency: string;
}

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

/** Sums of what the provider has done, in minor units. */
export function moneyOf({ payment }: OrderRecords) {
  const steps = payment
    .flatMap(({ events }) => events)
    .filter(({ type, amount }) => type === 'step-succeeded' && isMoney(amount));
  const sum = (kind: string) =>
    steps
      .filter((step) => step.kind === kind)
      .reduce((all, { amount }) => all + (amount as Money).amount, 0);
  const [first] = steps;
  return {
    currency: first ? (first.amount as Money).currency : null,
    authorised: sum('authorization'),
    captured: sum('capture'),
    refunded: sum('refund'),
    voided: sum('void'),
  };
}

/** What products has reserved, and the last thing that has happened to it; null where nothing was. */
export function stockOf({ reservation }: OrderRecords) {
  const events = reservation.flatMap((commit) => commit.events);
  const [first] = events;
  if (first === undefined) return null;
  return { status: events.at(-1)?.type ?? '', lines: first.lines ?? [] };
}

export function lastEvent({ order }: OrderRecords): { name: string; at: string } {
  const commit = order.at(-1);
  const event: StoredEvent | undefined = commit?.events.at(-1);
  return { name: event?.type ?? '', at: event?.at ?? commit?.time ?? '' };
}
