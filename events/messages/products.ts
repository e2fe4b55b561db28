// Stock: what orders ask of the products service, and what it answers.
import { Type } from 'typebox';
import { command, fact } from '../message.ts';
import { idOf, OrderId, Sku, StockLine, strict, Timestamp } from '../schemas.ts';

const Lines = Type.Array(StockLine, { minItems: 1, maxItems: 50 });

/** Reserve all lines or none; a second one for the same order changes nothing and is answered alike. */
export const reserveStock = command(
  'products.reserve-stock.v1',
  strict({ orderId: OrderId, lines: Lines, expiresAt: Timestamp }),
);
/** All that is held for the order, or these lines of it, once for each cancellation. */
export const releaseStock = command(
  'products.release-stock.v1',
  strict({
    orderId: OrderId,
    cancellationId: Type.Optional(Type.String({ maxLength: 64 })),
    lines: Type.Optional(Lines),
  }),
);
/** The reserved goods have left: the reservation becomes a sale (of these lines, where it is partial). */
export const commitStock = command(
  'products.commit-stock.v1',
  strict({ orderId: OrderId, shipmentId: Type.String({ maxLength: 64 }), lines: Lines }),
);
export const restock = command(
  'products.restock.v1',
  strict({ orderId: OrderId, returnId: Type.String({ maxLength: 64 }), lines: Lines }),
);
/** From the scheduler: free what was reserved too long ago. */
export const expireReservations = command('products.expire-reservations.v1', strict({}));

/** From products to itself: work through a part of an import. */
export const importPart = command(
  'products.import-part.v1',
  strict({ importId: idOf('imp'), part: Type.Integer({ minimum: 0, maximum: 1_000 }) }),
);

export const stockReserved = fact(
  'products.stock-reserved.v1',
  strict({ orderId: OrderId, lines: Lines }),
);
export const stockReservationFailed = fact(
  'products.stock-reservation-failed.v1',
  strict({
    orderId: OrderId,
    reason: Type.Enum(['out_of_stock', 'product_unavailable']),
    sku: Sku,
  }),
);
export const stockReleased = fact(
  'products.stock-released.v1',
  strict({ orderId: OrderId, reason: Type.Enum(['released', 'expired']) }),
);
