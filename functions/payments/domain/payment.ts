// The payment of one order: what was asked of the provider, step by step, and what came of it.
import type { Money } from '../../../platform/kernel/money.ts';

export type StepKind = 'authorization' | 'capture' | 'void' | 'refund';

/** `pending`: the provider answers later. `unknown`: its answer was lost and it must be asked for the key. */
export type Progress = 'requested' | 'pending' | 'unknown' | 'succeeded' | 'failed';

/** One thing asked of the provider, under one key for ever. */
export interface Step {
  readonly kind: StepKind;
  /** Our idempotency key: from the order and the step, never from the attempt. */
  readonly key: string;
  /** Capture or refund id of the caller; empty for the others. */
  readonly id: string;
  readonly amount: Money;
  readonly progress: Progress;
  readonly requestedAt: string;
  /** Times the provider was asked without a final answer. */
  readonly checks: number;
  /** When it is asked next; null for a step that has ended. */
  readonly checkAt: string | null;
}

export interface Entry {
  readonly kind: StepKind;
  readonly amount: Money;
  readonly time: string;
  readonly providerReference: string;
}

export type PaymentStatus =
  | 'pending'
  | 'unknown'
  | 'authorized'
  | 'declined'
  | 'captured'
  | 'voided'
  | 'refunded';

export interface Payment {
  readonly status: PaymentStatus;
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: Money;
  readonly paymentToken: string;
  /** The provider's reference of the authorisation; null until there is one. */
  readonly authorization: string | null;
  /** Nothing of this payment is wanted any more: an authorisation still to come is voided. */
  readonly voidRequested: boolean;
  readonly steps: readonly Step[];
  readonly entries: readonly Entry[];
  /** What a person must look at. */
  readonly flags: readonly string[];
  /** Flags that a person has dealt with: they are not raised again. */
  readonly reviewed?: readonly string[];
}

/** The order costs nothing. */
export interface NothingDue {
  readonly status: 'not-due';
  readonly orderId: string;
  readonly customerId: string;
  readonly currency: string;
}

export type PaymentState =
  | { readonly status: 'none' }
  /** The void came before the authorisation it stops. */
  | { readonly status: 'blocked' }
  | NothingDue
  | Payment;

export const isPayment = (state: PaymentState): state is Payment => 'steps' in state;

export type DeclineReason = 'payment_declined' | 'insufficient_funds';

/** What the provider says of a key. */
export type Answer =
  | {
      readonly kind: 'succeeded';
      readonly amount: Money;
      readonly providerReference: string;
      /** Of an authorisation: it can be captured once and no more. */
      readonly capturesOnce?: true;
    }
  | { readonly kind: 'pending'; readonly providerReference: string }
  | { readonly kind: 'declined'; readonly reason: DeclineReason }
  /** It will never do this, e.g. capture an authorisation that has expired. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It has never seen the key. */
  | { readonly kind: 'absent' }
  /** It may or may not have acted. */
  | { readonly kind: 'unknown' };

/** A person has looked at these flags. */
export interface Closure {
  readonly reasons: readonly string[];
  /** Who it was: a user id. */
  readonly actor: string;
  readonly note: string;
}

export type PaymentCommand = { readonly at: string } & (
  | {
      readonly type: 'authorize';
      readonly orderId: string;
      readonly customerId: string;
      readonly amount: Money;
      readonly paymentToken: string;
    }
  | ({ readonly type: 'note-nothing-due' } & Omit<NothingDue, 'status'>)
  | { readonly type: 'void'; readonly orderId: string }
  | { readonly type: 'capture'; readonly captureId: string; readonly amount: Money }
  | { readonly type: 'refund'; readonly refundId: string; readonly amount: Money }
  | { readonly type: 'record-answer'; readonly key: string; readonly answer: Answer }
  | { readonly type: 'flag'; readonly reason: string }
  | ({ readonly type: 'close-review' } & Closure)
);

export type CommandOf<T extends PaymentCommand['type']> = Extract<PaymentCommand, { type: T }>;

export type PaymentEvent = { readonly at: string } & (
  | {
      readonly type: 'payment-requested';
      readonly orderId: string;
      readonly customerId: string;
      readonly amount: Money;
      readonly paymentToken: string;
      readonly key: string;
    }
  | { readonly type: 'payment-blocked'; readonly orderId: string }
  | ({ readonly type: 'nothing-due-noted' } & Omit<NothingDue, 'status'>)
  | { readonly type: 'void-requested' }
  | {
      readonly type: 'step-requested';
      readonly kind: 'capture' | 'void' | 'refund';
      readonly id: string;
      readonly key: string;
      readonly amount: Money;
    }
  | { readonly type: 'step-pending'; readonly key: string; readonly providerReference: string }
  | { readonly type: 'step-unknown'; readonly key: string }
  | {
      readonly type: 'step-succeeded';
      readonly kind: StepKind;
      readonly key: string;
      readonly amount: Money;
      readonly providerReference: string;
      readonly capturesOnce?: true;
    }
  | { readonly type: 'step-failed'; readonly key: string; readonly reason: string }
  | { readonly type: 'payment-flagged'; readonly reason: string }
  | ({ readonly type: 'review-closed' } & Closure)
);

export const stepKey = (orderId: string, kind: StepKind, id = ''): string =>
  id === '' ? `${orderId}:${kind}` : `${orderId}:${kind}:${id}`;

/** The order a key of ours belongs to. */
export const orderOf = (key: string): string => key.split(':', 1)[0] ?? '';
