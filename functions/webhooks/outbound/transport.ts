// One POST to an endpoint: no redirects, no reused connection, a limit on time and on what is read.
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AttemptResult } from '../domain/delivery.ts';
import { checkUrl, isLoopbackUrl, type UrlRules } from '../domain/url-rules.ts';
import { publicLookup, type Resolve } from './address.ts';
import { failedAttempt } from './attempt-errors.ts';

export interface OutgoingWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Never throws: what went wrong is in the result. */
export type PostWebhook = (webhook: OutgoingWebhook) => Promise<AttemptResult>;

export interface TransportOptions extends UrlRules {
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
  readonly now: () => number;
}

const maxReplyBytes = 64 * 1024;

/** Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
const retryAfterOf = (value: string | undefined, nowMs: number): number | undefined => {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - nowMs) / 1000));
};

/** The body says nothing we need; it is read so that the endpoint may finish, and no further than the limit. */
const drain = async (reply: IncomingMessage): Promise<void> => {
  let size = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxReplyBytes) break;
  }
  reply.destroy();
};

class ClosedWithoutAnswer extends Error {
  readonly code = 'ECONNRESET';
}

const replyOf = (request: ClientRequest, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    // A switch of protocols ends the connection without a word.
    request.once('close', () => reject(new ClosedWithoutAnswer()));
    request.end(body);
  });

export const createTransport = ({
  allowsLoopback,
  resolve,
  timeoutMs = 15_000,
  now,
}: TransportOptions): PostWebhook => {
  const open = ({ url: text, headers, body }: OutgoingWebhook): ClientRequest => {
    const url = checkUrl(text, { allowsLoopback });
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // A kept connection would skip the check of the address.
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowsLoopback && isLoopbackUrl(url) ? {} : { lookup: publicLookup(resolve) }),
    } as const;
    return url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
  };

  return async (webhook) => {
    try {
      const request = open(webhook);
      const reply = await replyOf(request, webhook.body);
      const status = reply.statusCode ?? null;
      const retryAfterSeconds = retryAfterOf(reply.headers['retry-after'], now());
      await drain(reply).catch(() => {});
      return { status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
    } catch (error) {
      return failedAttempt(error as Error);
    }
  };
};
