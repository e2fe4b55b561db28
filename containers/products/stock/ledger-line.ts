// Lines of a ledger, numbered 1…n in the order of their commits.
import type { Place } from '../domain/shards/places.ts';
import { availableChange, type Movement, type MovementKind } from '../domain/stock.ts';

/** What a ledger is made of. */
export interface LedgerLines {
  /** The newest lines, oldest first; older ones lie in pages. */
  readonly recent: readonly string[];
  /** Lines that have gone to pages. */
  readonly paged: number;
}

export interface RecordedMovement extends Omit<Movement, keyof Place> {
  /** Place in the ledger, from 1. */
  readonly number: number;
  /** ISO time. */
  readonly at: string;
}

/** Kept short, since every movement of a SKU writes the newest lines again. */
export const toLine = (movement: Movement, at: string): string => {
  const { kind, onHand, reserved, orderId = '', reason = '' } = movement;
  return [kind, onHand, reserved, at, orderId, reason].join('|');
};

export const fromLine = (line: string, number: number): RecordedMovement => {
  const [kind, onHand, reserved, at = '', orderId = '', ...reason] = line.split('|');
  return {
    number,
    kind: kind as MovementKind,
    onHand: Number(onHand),
    reserved: Number(reserved),
    ...(orderId === '' ? {} : { orderId }),
    ...(reason.join('|') === '' ? {} : { reason: reason.join('|') }),
    at,
  };
};

/** Whether goods have come in since a look at the same ledger, as far as its newest lines tell. */
export const isRefilled = (before: LedgerLines | undefined, after: LedgerLines): boolean => {
  const seen = before === undefined ? 0 : before.paged + before.recent.length;
  if (seen < after.paged) return true;
  return after.recent
    .slice(seen - after.paged)
    .some((line) => availableChange(fromLine(line, 0)) > 0);
};
