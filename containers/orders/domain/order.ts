// What an order is: its lines and money, and the states it can be in.
import type { PaymentStatus } from '../../../events/http/orders/orders.ts';
import type { Address, RejectionReason, StockLine } from '../../../events/schemas.ts';
import type { Money } from '../../../platform/kernel/money.ts';
import type { ShippingMethod } from './pricing/shipping.ts';

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
  /** Minor units by line, and of what is paid beside the lines as the last one; orders of earlier days have none. */
  readonly shares?: readonly number[];
}

export interface Payment {
  readonly status: PaymentStatus;
  readonly captured: Money;
  /** Shipments whose money has come. */
  readonly captures?: readonly string[];
  /** The provider takes the money of this payment once and no more. */
  readonly capturesOnce?: true;
  readonly refunds: readonly Refund[];
}

export interface Shipment {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly lines: readonly StockLine[];
  /** Taken from the customer for it; missing where the first shipment took the whole payment. */
  readonly charge?: Money;
  readonly shippedAt: string;
  readonly deliveredAt?: string;
}

export interface Return {
  readonly returnId: string;
  readonly lines: readonly StockLine[];
  readonly reason: string;
  readonly status: 'requested' | 'received' | 'lapsed' | 'refused' | 'withdrawn';
  readonly requestedAt: string;
  /** Why the shop does not take the goods back. */
  readonly refusal?: string;
}

/** Goods that will not be sent. */
export interface Cancellation {
  readonly cancellationId: string;
  readonly lines: readonly StockLine[];
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
  /** All of them, where there are several. */
  readonly coupons?: readonly string[];
  readonly payment: Payment;
  readonly shipments: readonly Shipment[];
  readonly returns: readonly Return[];
  readonly cancellations?: readonly Cancellation[];
  /** Who has asked to cancel an order that is still being placed: done as soon as that is over. */
  readonly cancelBy?: 'customer' | 'staff';
  /** Its lines were taken out of the customer's cart. */
  readonly fromCart?: true;
  /** Why a person must look at the payment before anything is shipped. */
  readonly flag?: string;
  /** The customer asked to be forgotten: personal data is still needed, or gone. */
  readonly erasure?: 'due' | 'done';
  readonly addressChanges?: number;
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

/** Goods have left and are not all there yet, or others are still to be sent. */
export interface Shipped {
  readonly status: 'shipped';
  readonly order: OrderDetails;
}

export interface Delivered {
  readonly status: 'delivered';
  readonly order: OrderDetails;
}

/** All is delivered, and the customer sends goods back; waiting until they arrive. */
export interface ReturnPending {
  readonly status: 'return_pending';
  readonly order: OrderDetails;
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
): state is PendingStock | PendingPayment | CancelPending => 'deadline' in state;

/** Nothing that its customer waits for will happen to it any more. */
export const isFinalState = ({ status }: OrderState): boolean =>
  status === 'rejected' || status === 'cancelled' || status === 'returned';
