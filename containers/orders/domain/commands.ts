// What can be asked of an order: by people, by the replies of stock and payment, and by the clock.
import type { Address, StockLine } from '../../../events/schemas.ts';
import type { Money } from '../../../platform/kernel/money.ts';
import type { Coupon } from './pricing/coupon.ts';
import type { Quote } from './pricing/pricing.ts';
import type { ShippingMethod } from './pricing/shipping.ts';

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
  /** The coupons that were named, or that there is none of that name. */
  readonly coupons?: readonly (Coupon | 'unknown')[];
  readonly expectedTotal?: Money;
  /** The lines are taken out of the customer's cart. */
  readonly fromCart?: boolean;
}

export interface Cancel extends Command<'cancel'> {
  readonly actor: Actor;
  /** Names what follows where only a part can be cancelled any more. */
  readonly cancellationId: string;
  readonly refundId: string;
}

/** Staff: all that was asked of stock and payment and is not answered is asked again. */
export type RetrySteps = Command<'retry-steps'>;

/** Staff: goods that have not left will not be sent. */
export interface CancelLines extends Command<'cancel-lines'> {
  readonly cancellationId: string;
  /** For money that was taken for them, where it was. */
  readonly refundId: string;
  /** All that is left where it is not given. */
  readonly lines?: readonly StockLine[];
}

export interface ChangeAddress extends Command<'change-address'> {
  readonly actor: Actor;
  readonly shippingAddress: Address;
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
  /** The goods cannot be sold again. */
  readonly damaged?: boolean;
}

export interface RefuseReturn extends Command<'refuse-return'> {
  readonly returnId: string;
  readonly reason: string;
}

export interface WithdrawReturn extends Command<'withdraw-return'> {
  readonly actor: Actor;
  readonly returnId: string;
}

export interface RefundOrder extends Command<'refund'> {
  readonly refundId: string;
  readonly amount: Money;
  readonly reason: string;
}

export type UserCommand =
  | Place
  | Cancel
  | CancelLines
  | RetrySteps
  | ChangeAddress
  | Ship
  | Deliver
  | RequestReturn
  | ReceiveReturn
  | RefuseReturn
  | WithdrawReturn
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
  /** The provider takes the money of this payment once and no more. */
  readonly capturesOnce?: boolean;
}

export interface RecordPaymentDeclined extends Command<'record-payment-declined'> {
  readonly reason: 'payment_declined' | 'insufficient_funds';
}

export type RecordPaymentVoided = Command<'record-payment-voided'>;

export interface RecordPaymentCaptured extends Command<'record-payment-captured'> {
  /** The shipment it is for. */
  readonly captureId: string;
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
