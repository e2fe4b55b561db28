// What an order is: its lines and money, and the states it can be in.
import type { PaymentStatus } from '../../../events/http/orders.ts';
import type { Address, RejectionReason, StockLine } from '../../../events/schemas.ts';
import type { Money } from '../../../platform/money.ts';
import type { ShippingMethod } from './shipping.ts';

/** Priced when the order was placed; later price changes do not reach it. */
export interface OrderLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly discount: Money;
  readonly tax: Money;
  /** What the customer pays for the line: Σ line totals + shipping = total. */
  readonly total: Money;
}

export interface Totals {
  readonly subtotal: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly total: Money;
  /** The tax is part of the prices, not added to them. */
  readonly taxIncluded: boolean;
}

export interface Refund {
  readonly refundId: string;
  readonly amount: Money;
  /** False until the payment provider has done it. */
  readonly done: boolean;
}

export interface Payment {
  readonly status: PaymentStatus;
  readonly captured: Money;
  readonly refunds: readonly Refund[];
}

export const isCaptured = ({ status }: Payment): boolean =>
  status === 'captured' || status === 'partly_refunded' || status === 'refunded';

export interface Shipment {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly lines: readonly StockLine[];
  readonly shippedAt: string;
  readonly deliveredAt?: string;
}

export interface Return {
  readonly returnId: string;
  readonly lines: readonly StockLine[];
  readonly reason: string;
  readonly status: 'requested' | 'received' | 'lapsed';
  readonly requestedAt: string;
}

/** What every order has, whatever its status. */
export interface OrderDetails {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly totals: Totals;
  readonly shippingAddress: Address;
  readonly shippingMethod: ShippingMethod;
  readonly coupon?: string;
  readonly payment: Payment;
  readonly shipments: readonly Shipment[];
  readonly returns: readonly Return[];
  /** Why a person must look at the payment before anything is shipped. */
  readonly flag?: string;
  /** The customer asked to be forgotten: personal data is still needed, or gone. */
  readonly erasure?: 'due' | 'done';
  readonly placedAt: string;
  readonly updatedAt: string;
}

/** Waiting for the reservation of its stock. */
export interface PendingStock {
  readonly status: 'pending_stock';
  readonly order: OrderDetails;
  readonly paymentToken: string;
  readonly deadline: string;
}

/** Stock is reserved; waiting for the authorisation of the payment. */
export interface PendingPayment {
  readonly status: 'pending_payment';
  readonly order: OrderDetails;
  readonly paymentToken: string;
  readonly deadline: string;
}

/** Stock reserved, payment authorised: the shop owes the goods. */
export interface Confirmed {
  readonly status: 'confirmed';
  readonly order: OrderDetails;
}

/** Never became an order to fulfil; holds neither stock nor money. */
export interface Rejected {
  readonly status: 'rejected';
  readonly order: OrderDetails;
  readonly reason: RejectionReason;
  /** Replies that may still come, and must then be undone. */
  readonly mayComeLate: { readonly reservation: boolean; readonly authorization: boolean };
}

/** Cancelled by its customer or the shop; waiting until stock and money are free again. */
export interface CancelPending {
  readonly status: 'cancel_pending';
  readonly order: OrderDetails;
  readonly awaits: { readonly stockRelease: boolean; readonly paymentVoid: boolean };
  readonly deadline: string;
}

export interface Cancelled {
  readonly status: 'cancelled';
  readonly order: OrderDetails;
}

/** Goods have left, all or some of them; the payment is captured with the first shipment. */
export interface Shipped {
  readonly status: 'shipped';
  readonly order: OrderDetails;
}

export interface Delivered {
  readonly status: 'delivered';
  readonly order: OrderDetails;
}

/** The customer sends goods back; waiting until they arrive. */
export interface ReturnPending {
  readonly status: 'return_pending';
  readonly order: OrderDetails;
  readonly returnId: string;
  readonly deadline: string;
}

/** Everything came back. */
export interface Returned {
  readonly status: 'returned';
  readonly order: OrderDetails;
}

export type PlacedOrder =
  | PendingStock
  | PendingPayment
  | Confirmed
  | Rejected
  | CancelPending
  | Cancelled
  | Shipped
  | Delivered
  | ReturnPending
  | Returned;

export interface Absent {
  readonly status: 'absent';
}

export type OrderState = Absent | PlacedOrder;

/** Nothing has to be paid for: a coupon has taken all of it off. */
export const isFree = ({ totals }: OrderDetails): boolean => totals.total.amount === 0;

export const absent: Absent = { status: 'absent' };

/** Waiting for somebody else; the deadline ends the wait. */
export const isPending = (
  state: OrderState,
): state is PendingStock | PendingPayment | CancelPending | ReturnPending => 'deadline' in state;

/** In place of what a person was known by. */
export const erasedText = 'erased';

/** Tax needs the country; nothing else of an address outlives the customer's wish. */
export const erased = ({ country }: Address): Address => ({
  name: erasedText,
  line1: erasedText,
  city: erasedText,
  postalCode: erasedText,
  country,
});
