// The writes every transaction may carry besides its own: outbox, inbox and idempotency records.

import { type Clock, epochSeconds, isoTime } from '../kernel/clock.ts';
import type { AddressedMessage } from '../messaging/outgoing.ts';
import { shardOf } from './shards.ts';
import { type Condition, isNew, type Key, type Write } from './table.ts';

/** Sort keys of versions sort as numbers up to ten digits. */
export const paddedVersion = (version: number): string => String(version).padStart(10, '0');

const day = 86_400;
/** Longer than a dead-letter queue keeps a message (14 days), so that a redrive stays safe. */
const inboxDays = 15;

export class AlreadyProcessed extends Error {
  constructor(messageId: string) {
    super(`message ${messageId} was processed before`);
    this.name = 'AlreadyProcessed';
  }
}

export interface Effect {
  /** Partition of the aggregate that speaks. */
  readonly pk: string;
  /** Its version after the commit, or another text that is unique there. */
  readonly version: number | string;
  /** The message this commit is the effect of; absent for a request. */
  readonly messageId: string | undefined;
  readonly messages: readonly AddressedMessage[];
  readonly clock: Clock;
}

/** In the sparse index until the relay has published it; all messages of a commit share one item. */
const pendingAttributes = ({ pk, messages, clock }: Effect) => ({
  messages,
  pending: shardOf(pk),
  pendingAt: isoTime(clock),
});

const outboxWrite = (effect: Effect): Write => {
  const { pk, version } = effect;
  const suffix = typeof version === 'number' ? paddedVersion(version) : version;
  return { put: { pk, sk: `OUT#${suffix}`, ...pendingAttributes(effect) }, condition: isNew };
};

const inboxWrite = (messageId: string, attributes: Readonly<Record<string, unknown>>): Write => ({
  put: { pk: `INBOX#${messageId}`, sk: 'INBOX', ...attributes },
  condition: isNew,
  refused: () => new AlreadyProcessed(messageId),
});

/** The inbox row of what was received and the outbox item of what is sent; one item where a commit has both (see decision 0005). */
export const effectWrites = (effect: Effect): readonly Write[] => {
  const { messageId, messages, clock } = effect;
  if (messageId === undefined) return messages.length === 0 ? [] : [outboxWrite(effect)];
  // The relay sets `expiresAt` when it has published, so an unpublished row never expires.
  const attributes =
    messages.length === 0
      ? { expiresAt: epochSeconds(clock) + inboxDays * day }
      : pendingAttributes(effect);
  return [inboxWrite(messageId, attributes)];
};

export interface StoredReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it was sent, byte for byte. */
  readonly body: string;
}

/** A request that has an effect once, however often it comes. */
export interface IdempotentRequest {
  /** Who asks, and by which route. */
  readonly scope: string;
  readonly key: string;
  readonly requestHash: string;
}

/** With what it is answered from then on. */
export interface Idempotency<Reply = StoredReply> extends IdempotentRequest {
  readonly reply: Reply;
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

export const idempotencyKey = (scope: string, key: string): Key => ({
  pk: `IDEMPOTENCY#${scope}#${key}`,
  sk: 'IDEMPOTENCY',
});

const newOrExpired = (nowSeconds: number): Condition => ({
  expression: 'attribute_not_exists(pk) OR expiresAt < :now',
  values: { ':now': nowSeconds },
});

export const idempotencyWrite = (record: Idempotency, nowSeconds: number): Write => ({
  put: {
    ...idempotencyKey(record.scope, record.key),
    requestHash: record.requestHash,
    reply: record.reply,
    expiresAt: nowSeconds + idempotencyHours * 3600,
  },
  condition: newOrExpired(nowSeconds),
  refused: () => new KeyTaken(),
});
