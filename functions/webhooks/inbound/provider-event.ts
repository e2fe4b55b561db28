// A provider's webhook, verified, and in our own words.
import type { MessageData } from '../../../events/message.ts';
import { providerEventReceived } from '../../../events/messages/webhooks.ts';
import type { SignatureFault } from '../../../platform/calls/standard-webhooks.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { faultsOf } from '../../../platform/validation/validation.ts';

export type ProviderEvent = MessageData<typeof providerEventReceived>;

export interface Delivery {
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** One payment provider's way of signing and telling. */
export interface WebhookSource {
  /** Throws `webhook-signature-invalid`. */
  verify(delivery: Delivery, nowSeconds: number): Promise<VerifiedEvent>;
}

export const refuseFor = (reason: SignatureFault | undefined): void => {
  if (reason !== undefined) throw new AppError('webhook-signature-invalid', { reason });
};

export interface VerifiedEvent {
  /** Unique at this provider. */
  readonly id: string;
  readonly type: string;
  /** What it means for a payment of ours; undefined for what does not concern us. */
  readonly event: ProviderEvent | undefined;
}

/** Drops what is not in the format of our message: such an event is kept, and moves nothing. */
export const checked = (candidate: unknown): ProviderEvent | undefined =>
  faultsOf(providerEventReceived.data, candidate).length === 0
    ? (candidate as ProviderEvent)
    : undefined;
