// Webhooks as merchants receive them, verified over the bytes as they came: https://www.standardwebhooks.com
import type { webhooks } from './schema.ts';

type EventType = keyof webhooks;
type BodyOf<Type extends EventType> =
  webhooks[Type]['post']['requestBody']['content']['application/json'];
/** One of the events, told apart by `type`. */
export type WebhookEvent = { [Type in EventType]: BodyOf<Type> }[EventType];

export interface SignedRequest {
  readonly headers: Headers | Readonly<Record<string, string | string[] | undefined>>;
  /** As it came: parsed and written again it has another signature. */
  readonly body: string;
}

export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

const headerOf = ({ headers }: SignedRequest, name: string): string => {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string') throw new WebhookRefused(`${name} is missing`);
  return value;
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  } catch {
    return undefined;
  }
};

const keyOf = (secret: string) => {
  const bytes = secret.startsWith('whsec_') ? bytesOf(secret.slice(6)) : undefined;
  if (bytes === undefined) throw new WebhookRefused('the secret is not one of ours');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'verify',
  ]);
};

export interface VerifyOptions {
  /** Seconds that the clocks may differ. @default 5 minutes */
  readonly toleranceSeconds?: number;
  /** Milliseconds since 1970. @default now */
  readonly now?: number;
}

/** The event; throws `WebhookRefused`. While a secret rotates, name both. */
export const verifyWebhook = async (
  secrets: string | readonly string[],
  request: SignedRequest,
  { toleranceSeconds = 300, now = Date.now() }: VerifyOptions = {},
): Promise<WebhookEvent> => {
  const id = headerOf(request, 'webhook-id');
  const timestamp = headerOf(request, 'webhook-timestamp');
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookRefused('webhook-timestamp is no time');
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new WebhookRefused('webhook-timestamp is too far from now');
  }
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${request.body}`);
  const signatures = headerOf(request, 'webhook-signature')
    .split(' ')
    .flatMap((each) => (each.startsWith('v1,') ? [bytesOf(each.slice(3))] : []));
  for (const secret of [secrets].flat()) {
    const key = await keyOf(secret);
    for (const signature of signatures) {
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed))) {
        return JSON.parse(request.body) as WebhookEvent;
      }
    }
  }
  throw new WebhookRefused('no signature fits');
};
