// The sandbox provider's webhooks: Standard Webhooks 1.0.

import { signatureFault } from '../../../platform/calls/standard-webhooks.ts';
import { parseJson } from '../../../platform/validation/json.ts';
import { checked, type ProviderEvent, refuseFor, type WebhookSource } from './provider-event.ts';

interface SandboxWebhook {
  readonly type?: unknown;
  readonly data?: Readonly<Record<string, unknown>>;
}

const translate = (id: string, { type, data = {} }: SandboxWebhook): ProviderEvent | undefined => {
  const { key, id: providerReference, amount, currency, reason } = data;
  return checked({
    provider: 'sandbox',
    providerEventId: id,
    kind: type,
    reference: key,
    providerReference,
    amount: { amount, currency },
    ...(typeof reason === 'string' ? { reason } : {}),
  });
};

/** `secrets`: newest first, two during a rotation. */
export const sandboxWebhooks = (secrets: () => Promise<readonly string[]>): WebhookSource => ({
  verify: async ({ header, body }, nowSeconds) => {
    const id = header('webhook-id') ?? '';
    const headers = {
      id,
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
    };
    refuseFor(signatureFault(await secrets(), headers, body, nowSeconds));
    const webhook = (parseJson(body) ?? {}) as SandboxWebhook;
    return { id, type: String(webhook.type), event: translate(id, webhook) };
  },
});
