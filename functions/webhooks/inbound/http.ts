// POST /webhooks/payments/{provider}: verified over the raw bytes, stored, then accepted.
import { receiveProviderWebhook } from '../../../events/http/webhooks.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { WebhookSource } from './provider-event.ts';
import type { KeepEvent } from './provider-event-store.ts';

export interface ReceiverOptions {
  readonly sources: ReadonlyMap<string, WebhookSource>;
  readonly keep: KeepEvent;
  readonly clock: Clock;
}

export const receiverEndpoints = ({
  sources,
  keep,
  clock,
}: ReceiverOptions): readonly Endpoint[] => [
  endpoint(receiveProviderWebhook, async ({ params, rawBody, header, causation, log }) => {
    const { provider } = params;
    const source = sources.get(provider);
    if (source === undefined) throw new AppError('not-found');
    const verified = await source.verify({ header, body: rawBody }, epochSeconds(clock));
    const body = Buffer.from(rawBody).toString();
    const isFirst = await keep({ ...verified, provider, body, causation });
    const { id: providerEventId, type, event } = verified;
    log.info(
      { provider, providerEventId, type, isFirst, concernsUs: event !== undefined },
      'provider event',
    );
    return { status: 202, body: { status: 'accepted' } };
  }),
];
