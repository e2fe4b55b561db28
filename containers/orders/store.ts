// How orders are kept: as commits, with a deadline for each that waits longer than for its placing.
import { createEventStore, type EventStore } from '../../platform/data/event-store.ts';
import type { Readable } from '../../platform/data/readable.ts';
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
import type { Table } from '../../platform/data/table.ts';
import { isCurrency } from '../../platform/kernel/money.ts';
import { deadlineOf } from './domain/deadlines.ts';
import { orderDecider } from './domain/decider.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';

export type OrderStore = EventStore<OrderEvent, OrderState>;

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

/** While it is being placed the watchdog finds an order by the time of its placing. */
export const dueAt = (state: OrderState): string | undefined =>
  state.status === 'pending_stock' || state.status === 'pending_payment'
    ? undefined
    : deadlineOf(state);

export const createOrderStore = (table: Table, readable?: Pick<Readable, 'note'>): OrderStore =>
  createEventStore<OrderEvent, OrderState>({
    table,
    name: 'ORDER',
    initial: orderDecider.initial,
    evolve: orderDecider.evolve,
    dueAt,
    shape: orderShape,
    readable,
  });
