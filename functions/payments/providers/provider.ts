// The port to payment providers: every request carries our key and may be repeated with it.
import type { IPolicy } from 'cockatiel';
import type { Money } from '../../../platform/kernel/money.ts';
import type { Answer, StepKind } from '../domain/payment.ts';
import type { ProviderRecord } from '../domain/report.ts';

export interface AuthorizationRequest {
  readonly key: string;
  readonly orderId: string;
  readonly amount: Money;
  readonly paymentToken: string;
}

/** On an authorisation there is already. */
export interface FollowUpRequest {
  readonly key: string;
  readonly orderId: string;
  readonly authorization: string;
  readonly amount: Money;
}

/** A step whose outcome is asked for. */
export interface Question {
  readonly kind: StepKind;
  readonly key: string;
  readonly orderId: string;
  /** Null while the provider's reference of the authorisation is not known. */
  readonly authorization: string | null;
}

/** Each throws ProviderUnanswered or ProviderUnreachable. */
export interface PaymentProvider {
  authorize(request: AuthorizationRequest): Promise<Answer>;
  capture(request: FollowUpRequest): Promise<Answer>;
  void(request: FollowUpRequest): Promise<Answer>;
  refund(request: FollowUpRequest): Promise<Answer>;
  /** What has become of a key; `absent` when the provider never saw it, `unknown` when it refuses to say. */
  find(question: Question): Promise<Answer>;
  /** All that it has done in a time range (ISO 8601, `until` excluded). */
  list(from: string, until: string): Promise<readonly ProviderRecord[]>;
  /** Our key of an authorisation that the provider names only by its own reference. */
  keyOf(providerReference: string): Promise<string | undefined>;
}

/** How a provider is reached. */
export interface ProviderAccess {
  readonly url: string;
  readonly apiKey: () => Promise<string>;
  /** For what moves money. */
  readonly policy: IPolicy;
  /** For questions. */
  readonly lookUpPolicy: IPolicy;
}

/** Each provider has entries of its own, so that none carries the library of the other. */
export type CreateProvider = (access: ProviderAccess) => PaymentProvider;

/** The provider may have acted: its answer was late, lost or a server error. */
export class ProviderUnanswered extends Error {
  constructor(cause: unknown) {
    super('the payment provider gave no usable answer', { cause });
    this.name = 'ProviderUnanswered';
  }
}

/** The provider was not asked at all, or has refused before acting. */
export class ProviderUnreachable extends Error {
  constructor(cause: unknown) {
    super('the payment provider cannot be asked now', { cause });
    this.name = 'ProviderUnreachable';
  }
}
