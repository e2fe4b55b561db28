// Pieces of an order's lines as a form asks for them: a field a line, since two lines may have one SKU.
import type { Order } from '../../../events/http/orders/orders.ts';

/** Of the field for the line with this index. */
export const fieldOf = (index: number): string => `line ${index}`;

export const pickedLines = ({ lines }: Pick<Order, 'lines'>, values: Record<string, string>) =>
  lines
    .map(({ sku }, index) => ({ sku, quantity: Number(values[fieldOf(index)] ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
