// The sandbox's webhooks, signed by Standard Webhooks 1.0 and repeated until they are taken: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from './books.ts';

export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Operation;
}

export interface SentWebhook {
  readonly id: string;
  /** Status of the answer; 0 where none came. */
  readonly status: number;
}

export interface WebhookSender {
  /** One attempt. */
  send(event: ProviderEvent, options?: { badSignature?: boolean }): Promise<SentWebhook>;
  /** Attempts until a 2xx, for about an hour. */
  deliver(event: ProviderEvent): Promise<void>;
  stop(): void;
}

const attemptTimeoutMs = 5_000;
/** Gaps between the attempts; the last one is repeated. */
const gapsMs = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
const maxAttempts = 120;

/** Base64 of `whsec_…`, or bare. */
export const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

export const signatureOf = (
  key: Buffer,
  id: string,
  timestampSeconds: number,
  body: string,
): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`;

export const newEventId = (): string => `evt_${randomBytes(12).toString('hex')}`;

export const createWebhookSender = (
  { url, secret }: { url: string; secret: string },
  log: (line: string) => void,
): WebhookSender => {
  const stopping = new AbortController();

  const send: WebhookSender['send'] = async (event, { badSignature = false } = {}) => {
    const { type, timestamp, data } = event;
    const body = JSON.stringify({ type, timestamp, data });
    const seconds = Math.floor(Date.now() / 1000);
    const key = badSignature ? randomBytes(32) : keyOf(secret);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': event.id,
          'webhook-timestamp': String(seconds),
          'webhook-signature': signatureOf(key, event.id, seconds, body),
        },
        body,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(attemptTimeoutMs)]),
      });
      await response.arrayBuffer();
      return { id: event.id, status: response.status };
    } catch {
      return { id: event.id, status: 0 };
    }
  };

  return {
    send,
    deliver: async (event) => {
      for (let attempt = 0; attempt < maxAttempts && !stopping.signal.aborted; attempt += 1) {
        const { status } = await send(event);
        log(`webhook ${event.type} ${event.data.key} answered ${status}`);
        if (status >= 200 && status < 300) return;
        const gap = gapsMs[Math.min(attempt, gapsMs.length - 1)];
        await sleep(gap, undefined, { signal: stopping.signal }).catch(() => {});
      }
    },
    stop: () => stopping.abort(),
  };
};
