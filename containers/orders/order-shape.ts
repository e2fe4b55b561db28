// What an order looks like that can be worked with.
import {
  integer,
  listOf,
  members,
  oneOf,
  optional,
  positive,
  text,
  time,
  where,
} from '../../platform/data/shape.ts';
import { isCurrency } from '../../platform/kernel/money.ts';

const currency = where((value) => typeof value === 'string' && isCurrency(value));
const money = members({ amount: integer, currency });
const stockLines = listOf(members({ sku: text, quantity: positive }));

/** What lists, answers and deadlines are made of. */
export const orderShape = members({
  status: text,
  order: members({
    orderId: text,
    customerId: text,
    lines: listOf(
      members({
        sku: text,
        name: text,
        quantity: positive,
        unitPrice: money,
        discount: money,
        tax: money,
        total: money,
      }),
      1,
    ),
    totals: members({
      subtotal: money,
      discount: money,
      shipping: money,
      tax: money,
      total: money,
      taxIncluded: oneOf(true, false),
    }),
    shippingAddress: members({
      name: text,
      line1: text,
      line2: optional(text),
      city: optional(text),
      postalCode: optional(text),
      region: optional(text),
      country: where((value) => typeof value === 'string' && /^[A-Z]{2}$/.test(value)),
    }),
    shippingMethod: oneOf('standard', 'express'),
    coupon: optional(text),
    coupons: optional(listOf(text)),
    payment: members({
      status: text,
      captured: money,
      refunds: listOf(members({ refundId: text, amount: money })),
    }),
    shipments: listOf(
      members({
        shipmentId: text,
        carrier: text,
        trackingNumber: text,
        lines: stockLines,
        charge: optional(money),
        shippedAt: time,
        deliveredAt: optional(time),
      }),
    ),
    returns: listOf(
      members({
        returnId: text,
        lines: stockLines,
        reason: text,
        status: text,
        requestedAt: time,
        refusal: optional(text),
      }),
    ),
    cancellations: optional(listOf(members({ lines: stockLines }))),
    placedAt: time,
    updatedAt: time,
  }),
});
