// The writes every transaction may carry besides its own: outbox, inbox and idempotency records.
import type { AddressedMessage } from '../messaging/outgoing.ts';
import { shardOf } from './shards.ts';
import { type Condition, isNew, type Write } from './write.ts';

/** Sort keys of versions sort as numbers up to ten digits. */
export const paddedVersion = (version: number): string => String(version).padStart(10, '0');

/** All messages of one commit in one item; `pending` puts it in the sparse index until the relay has published it. */
export const outboxWrite = (
  pk: string,
  version: number | string,
  messages: readonly AddressedMessage[],
  at: string,
): Write => ({
  put: {
    pk,
    sk: `OUT#${typeof version === 'number' ? paddedVersion(version) : version}`,
    messages,
    pending: shardOf(pk),
    pendingAt: at,
  },
});

const day = 86_400;
/** Longer than a dead-letter queue keeps a message (14 days), so that a redrive stays safe. */
const inboxDays = 15;

export class AlreadyProcessed extends Error {
  constructor(messageId: string) {
    super(`message ${messageId} was processed before`);
    this.name = 'AlreadyProcessed';
  }
}

/** One effect per message: the row is put in the transaction of the effect. */
export const inboxWrite = (messageId: string, nowSeconds: number): Write => ({
  put: { pk: `INBOX#${messageId}`, sk: 'INBOX', expiresAt: nowSeconds + inboxDays * day },
  condition: isNew,
  refused: () => new AlreadyProcessed(messageId),
});

export interface StoredReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it was sent, byte for byte. */
  readonly body: string;
}

export interface IdempotencyRecord {
  readonly requestHash: string;
  readonly reply: StoredReply;
  /** Seconds since 1970; checked here too, since TTL deletes up to days late. */
  readonly expiresAt: number;
}

/** Two requests with one key at once: the other one has won. */
export class KeyTaken extends Error {
  constructor() {
    super('the idempotency key was taken meanwhile');
    this.name = 'KeyTaken';
  }
}

/** Hours a key is remembered. */
const idempotencyHours = 72;

export const idempotencyKey = (scope: string, key: string) => ({
  pk: `IDEMPOTENCY#${scope}#${key}`,
  sk: 'IDEMPOTENCY',
});

const newOrExpired = (nowSeconds: number): Condition => ({
  expression: 'attribute_not_exists(pk) OR expiresAt < :now',
  values: { ':now': nowSeconds },
});

export const idempotencyWrite = (
  record: { scope: string; key: string; requestHash: string; reply: StoredReply },
  nowSeconds: number,
): Write => ({
  put: {
    ...idempotencyKey(record.scope, record.key),
    requestHash: record.requestHash,
    reply: record.reply,
    expiresAt: nowSeconds + idempotencyHours * 3600,
  },
  condition: newOrExpired(nowSeconds),
  refused: () => new KeyTaken(),
});
