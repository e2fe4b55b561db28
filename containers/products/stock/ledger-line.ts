// Lines of a SKU's ledger, numbered 1…n in the order of their commits.
import type { Movement, MovementKind } from '../domain/stock.ts';

export interface RecordedMovement extends Omit<Movement, 'sku'> {
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
