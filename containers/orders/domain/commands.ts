// What can be asked of an order: by people, by the replies of stock and payment, and by the clock.
import type { Address, StockLine } from '../../../events/schemas.ts';
import type { Money } from '../../../platform/money.ts';
import type { Coupon } from './coupon.ts';
import type { Quote } from './pricing.ts';
import type { ShippingMethod } from './shipping.ts';

interface Command<Type extends string> {
  readonly type: Type;
  /** ISO time. */
  readonly at: string;
}

/** Whoever acts on an order: its customer, or the shop's staff and services. */
export type Actor =
  | { readonly kind: 'customer'; readonly customerId: string }
  | { readonly kind: 'staff' };

export interface Place extends Command<'place'> {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  /** What the catalogue says of the SKUs, by SKU; unknown ones are missing. */
  readonly quotes: ReadonlyMap<string, Quote>;
  /** Wanted by the customer; whatever the prices are in where it is not given. */
  readonly currency?: string;
  readonly shippingAddress: Address;
  readonly shippingMethod: ShippingMethod;
  readonly paymentToken: string;
  /** The coupon that was named, or that there is none of that name. */
  readonly coupon?: Coupon | 'unknown';
  readonly expectedTotal?: Money;
}

export interface Cancel extends Command<'cancel'> {
  readonly actor: Actor;
}

export interface Ship extends Command<'ship'> {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  /** All that is left where it is not given. */
  readonly lines?: readonly StockLine[];
}

export type Deliver = Command<'deliver'>;

export interface RequestReturn extends Command<'request-return'> {
  readonly actor: Actor;
  readonly returnId: string;
  readonly lines: readonly StockLine[];
  readonly reason: string;
}

export interface ReceiveReturn extends Command<'receive-return'> {
  readonly returnId: string;
  readonly refundId: string;
}

export interface RefundOrder extends Command<'refund'> {
  readonly refundId: string;
  readonly amount: Money;
  readonly reason: string;
}

export type UserCommand =
  | Place
  | Cancel
  | Ship
  | Deliver
  | RequestReturn
  | ReceiveReturn
  | RefundOrder;

export type RecordStockReserved = Command<'record-stock-reserved'>;

export interface RecordStockReservationFailed extends Command<'record-stock-reservation-failed'> {
  readonly reason: 'out_of_stock' | 'product_unavailable';
  readonly sku: string;
}

export interface RecordStockReleased extends Command<'record-stock-released'> {
  readonly reason: 'released' | 'expired';
}

export interface RecordPaymentAuthorized extends Command<'record-payment-authorized'> {
  readonly amount: Money;
  readonly providerReference: string;
}

export interface RecordPaymentDeclined extends Command<'record-payment-declined'> {
  readonly reason: 'payment_declined' | 'insufficient_funds';
}

export type RecordPaymentVoided = Command<'record-payment-voided'>;

export interface RecordPaymentCaptured extends Command<'record-payment-captured'> {
  readonly amount: Money;
}

export interface RecordPaymentRefunded extends Command<'record-payment-refunded'> {
  readonly refundId: string;
  readonly amount: Money;
}

export interface RecordRefundFailed extends Command<'record-refund-failed'> {
  readonly refundId: string;
}

export interface RecordPaymentFlagged extends Command<'record-payment-flagged'> {
  readonly reason: string;
}

export type RecordPaymentCleared = Command<'record-payment-cleared'>;

/** The customer's account is gone, and what is known of the person should be. */
export type ForgetCustomer = Command<'forget-customer'>;

/** The watchdog's question: has the order waited too long? */
export type CheckDeadline = Command<'check-deadline'>;

export type SystemCommand =
  | RecordStockReserved
  | RecordStockReservationFailed
  | RecordStockReleased
  | RecordPaymentAuthorized
  | RecordPaymentDeclined
  | RecordPaymentVoided
  | RecordPaymentCaptured
  | RecordPaymentRefunded
  | RecordPaymentFlagged
  | RecordRefundFailed
  | RecordPaymentCleared
  | ForgetCustomer
  | CheckDeadline;

export type OrderCommand = UserCommand | SystemCommand;
