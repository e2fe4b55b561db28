// What can happen to an order: immutable facts whose fold is its state.
import type { Address, RejectionReason, StockLine } from '../../../events/schemas.ts';
import type { Money } from '../../../platform/kernel/money.ts';
import type { OrderLine, Totals } from './order.ts';
import type { ShippingMethod } from './pricing/shipping.ts';

interface Fact<Type extends string> {
  readonly type: Type;
  /** ISO time. */
  readonly at: string;
}

export interface OrderPlaced extends Fact<'order-placed'> {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly totals: Totals;
  readonly shippingAddress: Address;
  readonly paymentToken: string;
  /** Its lines were taken out of the customer's cart. */
  readonly fromCart?: true;
  readonly shippingMethod: ShippingMethod;
  readonly coupon?: string;
  /** All of them, where there are several. */
  readonly coupons?: readonly string[];
  /** Stock and payment must have answered by then. */
  readonly deadline: string;
  /** The reservation is given up by then if nothing was shipped. */
  readonly reservedUntil: string;
}

export type StockReserved = Fact<'stock-reserved'>;

export interface StockReservationFailed extends Fact<'stock-reservation-failed'> {
  readonly reason: 'out_of_stock' | 'product_unavailable';
  readonly sku: string;
}

/** Too late for an order that was rejected meanwhile: the goods are released. */
export type StockReservedTooLate = Fact<'stock-reserved-too-late'>;

export interface PaymentAuthorized extends Fact<'payment-authorized'> {
  readonly amount: Money;
  readonly providerReference: string;
  readonly capturesOnce?: true;
}

export interface PaymentDeclined extends Fact<'payment-declined'> {
  readonly reason: 'payment_declined' | 'insufficient_funds';
}

/** Another amount than the order's total was authorised: it is voided, and the order is not fulfilled. */
export interface PaymentMismatched extends Fact<'payment-mismatched'> {
  readonly amount: Money;
}

/** Too late for an order that was rejected meanwhile: the authorisation is voided. */
export type PaymentAuthorizedTooLate = Fact<'payment-authorized-too-late'>;

export interface PlacingTimedOut extends Fact<'placing-timed-out'> {
  readonly waitedFor: 'stock' | 'payment';
}

export type OrderConfirmed = Fact<'order-confirmed'>;

export interface OrderRejected extends Fact<'order-rejected'> {
  readonly reason: RejectionReason;
}

/** Asked for while stock or payment had not answered: done with the next answer. */
export interface CancellationNoted extends Fact<'cancellation-noted'> {
  readonly by: 'customer' | 'staff';
}

export interface CancellationRequested extends Fact<'cancellation-requested'> {
  readonly by: 'customer' | 'staff' | 'expired-reservation';
  readonly deadline: string;
}

/** Stock or payment has not answered in time: both are asked again. */
export interface CancellationRetried extends Fact<'cancellation-retried'> {
  readonly deadline: string;
}

export type StockReleased = Fact<'stock-released'>;
export type PaymentVoided = Fact<'payment-voided'>;
export type OrderCancelled = Fact<'order-cancelled'>;

/** Goods that had not left will not be sent. */
export interface LinesCancelled extends Fact<'lines-cancelled'> {
  readonly cancellationId: string;
  readonly lines: readonly StockLine[];
  readonly by: 'staff' | 'expired-reservation';
}

export interface AddressChanged extends Fact<'address-changed'> {
  readonly shippingAddress: Address;
  /** Which change of it this is, from 1; events of earlier days have none. */
  readonly number?: number;
}

export interface OrderShipped extends Fact<'order-shipped'> {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly lines: readonly StockLine[];
  /** What is taken from the customer for it; events of earlier days have none: the first shipment took the whole payment. */
  readonly charge?: Money;
}

export interface PaymentCaptured extends Fact<'payment-captured'> {
  /** The shipment it is for. */
  readonly captureId?: string;
  readonly amount: Money;
}

/** The shipments under way have arrived. */
export interface ShipmentsDelivered extends Fact<'shipments-delivered'> {
  readonly shipmentIds: readonly string[];
}

export type OrderDelivered = Fact<'order-delivered'>;

export interface ReturnRequested extends Fact<'return-requested'> {
  readonly returnId: string;
  readonly lines: readonly StockLine[];
  readonly reason: string;
  readonly deadline: string;
}

export interface ReturnReceived extends Fact<'return-received'> {
  readonly returnId: string;
  readonly lines: readonly StockLine[];
  /** They cannot be sold again. */
  readonly damaged?: true;
}

/** The shop does not take the goods back. */
export interface ReturnRefused extends Fact<'return-refused'> {
  readonly returnId: string;
  readonly reason: string;
}

/** The customer keeps the goods. */
export interface ReturnWithdrawn extends Fact<'return-withdrawn'> {
  readonly returnId: string;
}

/** The goods never came: the customer keeps them. */
export interface ReturnLapsed extends Fact<'return-lapsed'> {
  readonly returnId: string;
}

export type OrderReturned = Fact<'order-returned'>;

export interface RefundRequested extends Fact<'refund-requested'> {
  readonly refundId: string;
  readonly amount: Money;
  readonly reason: string;
  /** Minor units by line, and of what is paid beside the lines as the last one. */
  readonly shares?: readonly number[];
}

export interface PaymentRefunded extends Fact<'payment-refunded'> {
  readonly refundId: string;
  readonly amount: Money;
}

/** The money stays where it is, and may be asked for again. */
export interface RefundFailed extends Fact<'refund-failed'> {
  readonly refundId: string;
}

export interface PaymentFlagged extends Fact<'payment-flagged'> {
  readonly reason: string;
}

/** Staff have asked stock and payment again for all that they have not answered. */
export type StepsRetried = Fact<'steps-retried'>;

/** A person has looked at what was flagged. */
export type PaymentCleared = Fact<'payment-cleared'>;

/** The customer asked to be forgotten. */
export type CustomerForgotten = Fact<'customer-forgotten'>;

/** The address and the words of the customer are gone, here and in the events that brought them. */
export type PersonalDataErased = Fact<'personal-data-erased'>;

export type OrderEvent =
  | OrderPlaced
  | StockReserved
  | StockReservationFailed
  | StockReservedTooLate
  | PaymentAuthorized
  | PaymentDeclined
  | PaymentMismatched
  | PaymentAuthorizedTooLate
  | PlacingTimedOut
  | OrderConfirmed
  | OrderRejected
  | CancellationNoted
  | CancellationRequested
  | CancellationRetried
  | StepsRetried
  | StockReleased
  | PaymentVoided
  | OrderCancelled
  | LinesCancelled
  | AddressChanged
  | OrderShipped
  | PaymentCaptured
  | ShipmentsDelivered
  | OrderDelivered
  | ReturnRequested
  | ReturnReceived
  | ReturnLapsed
  | ReturnRefused
  | ReturnWithdrawn
  | OrderReturned
  | RefundRequested
  | PaymentRefunded
  | PaymentFlagged
  | RefundFailed
  | PaymentCleared
  | CustomerForgotten
  | PersonalDataErased;
