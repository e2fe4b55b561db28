// What one order adds to the sales of a day.
import type { Money } from '../../../events/schemas.ts';

export interface Sale {
  readonly orderId: string;
  /** In UTC: `2026-01-31`. */
  readonly day: string;
  readonly total: Money;
}

/** @param time ISO 8601; that of the fact, so that it is the same however late the fact comes. */
export const saleOf = (
  { orderId, total }: { readonly orderId: string; readonly total: Money },
  time: string,
): Sale => ({ orderId, total, day: new Date(time).toISOString().slice(0, 10) });
