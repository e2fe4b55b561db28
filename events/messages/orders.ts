// The life of an order as other services see it.
import { type Static, Type } from 'typebox';
import { command, fact } from '../message.ts';
import { Address, Money, OrderId, RejectionReason, Sku, strict, UserId } from '../schemas.ts';

/** Enough of the order to write a mail or fill a webhook without asking back. */
export const OrderSummary = strict({
  orderId: OrderId,
  customerId: UserId,
  lines: Type.Array(
    strict({
      sku: Sku,
      name: Type.String(),
      quantity: Type.Integer(),
      /** At the prices of the catalogue, without discount. */
      subtotal: Type.Optional(Money),
      total: Money,
    }),
    { minItems: 1, maxItems: 50 },
  ),
  total: Money,
  /** What the total is made of: the lines' subtotals less discount, with shipping, and with tax where it is not in the prices. */
  parts: Type.Optional(
    strict({ discount: Money, shipping: Money, tax: Money, taxIncluded: Type.Boolean() }),
  ),
  shippingAddress: Address,
});
export type OrderSummary = Static<typeof OrderSummary>;

const Goods = Type.Array(strict({ sku: Sku, name: Type.String(), quantity: Type.Integer() }), {
  minItems: 1,
  maxItems: 50,
});

export const orderPlaced = fact('orders.order-placed.v1', strict({ order: OrderSummary }));
export const orderConfirmed = fact('orders.order-confirmed.v1', strict({ order: OrderSummary }));
export const orderRejected = fact(
  'orders.order-rejected.v1',
  strict({ order: OrderSummary, reason: RejectionReason }),
);
export const orderCancelled = fact('orders.order-cancelled.v1', strict({ order: OrderSummary }));
/** The order is to be sent elsewhere: to the address in it. */
export const addressChanged = fact('orders.address-changed.v1', strict({ order: OrderSummary }));
/** Goods that had not left will not be sent; `order` is what was ordered. */
export const linesCancelled = fact(
  'orders.lines-cancelled.v1',
  strict({ order: OrderSummary, cancellationId: Type.String({ maxLength: 64 }), lines: Goods }),
);
export const orderShipped = fact(
  'orders.order-shipped.v1',
  strict({
    order: OrderSummary,
    shipmentId: Type.String({ maxLength: 64 }),
    carrier: Type.String({ maxLength: 100 }),
    trackingNumber: Type.String({ maxLength: 100 }),
    /** What is in the shipment; all of the order where it is not given. */
    lines: Type.Optional(Goods),
    /** Taken from the customer for it. */
    charge: Type.Optional(Money),
  }),
);
export const orderDelivered = fact(
  'orders.order-delivered.v1',
  strict({
    order: OrderSummary,
    /** All that was sent; all of the order where it is not given. */
    lines: Type.Optional(Goods),
  }),
);
export const orderReturned = fact(
  'orders.order-returned.v1',
  strict({
    order: OrderSummary,
    returnId: Type.String({ maxLength: 64 }),
    /** What has come back; all of the order where it is not given. */
    lines: Type.Optional(Goods),
  }),
);
export const orderRefunded = fact(
  'orders.order-refunded.v1',
  strict({ order: OrderSummary, refundId: Type.String({ maxLength: 64 }), amount: Money }),
);
/** The customer has asked to be forgotten and nothing has to be sent any more: whoever was given the address erases it, too. */
export const personalDataErased = fact(
  'orders.personal-data-erased.v1',
  strict({ orderId: OrderId }),
);

/** From the scheduler: look for orders that stayed in a pending state past their deadline. */
export const checkDeadlines = command('orders.check-deadlines.v1', strict({}));
