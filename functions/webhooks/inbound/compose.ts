// What a payment provider sends, put together for the provider that is configured.
import type { CommitWork } from '../../../platform/data/unit-of-work.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { HttpConfig } from '../config.ts';
import { receiverEndpoints } from './http.ts';
import { createProviderEventStore } from './provider-event-store.ts';
import { sandboxWebhooks } from './sandbox.ts';
import { stripeWebhooks } from './stripe.ts';

export const inboundEndpoints = ({
  provider,
  readSecrets,
  commit,
  clock,
}: {
  readonly provider: HttpConfig['PAYMENT_PROVIDER'];
  readonly readSecrets: () => Promise<string>;
  readonly commit: CommitWork;
  readonly clock: Clock;
}) => {
  /** Two secrets, separated by a space, are good while the provider changes from one to the other. */
  const secrets = async () => (await readSecrets()).trim().split(/\s+/);
  const webhooksOf = provider === 'stripe' ? stripeWebhooks : sandboxWebhooks;
  return receiverEndpoints({
    sources: new Map([[provider, webhooksOf(secrets)]]),
    keep: createProviderEventStore(commit, clock),
    clock,
  });
};
