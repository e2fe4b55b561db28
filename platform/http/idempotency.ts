// Idempotency-Key: its form, and the replay of what was answered before (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/).

import {
  type IdempotencyRecord,
  type IdempotentRequest,
  idempotencyKey,
  type StoredReply,
} from '../data/records.ts';
import type { Table } from '../data/table.ts';
import type { Clock } from '../kernel/clock.ts';
import { epochSeconds } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';

export interface Replays {
  find(scope: string, key: string): Promise<IdempotencyRecord | undefined>;
}

export const tableReplays = (table: Table): Replays => ({
  find: (scope, key) => table.get<IdempotencyRecord>(idempotencyKey(scope, key)),
});

/** 16–255 of `[A-Za-z0-9._:~-]`, quoted or bare, sent once. */
export const idempotencyKeyOf = (values: readonly string[] = []): string => {
  const [value, ...more] = values;
  if (value === undefined) throw new AppError('idempotency-key-missing');
  const key = /^(?:"([A-Za-z0-9._:~-]{16,255})"|([A-Za-z0-9._:~-]{16,255}))$/.exec(value);
  const text = key?.[1] ?? key?.[2];
  if (text === undefined || more.length > 0) {
    throw new AppError('idempotency-key-invalid', {
      detail: 'One key of 16 to 255 characters of A-Z a-z 0-9 . _ : ~ - is wanted.',
    });
  }
  return text;
};

/** The stored reply for this very request; throws `idempotency-key-reused` for another one with the same key. */
export const findReplay = async (
  { replays, clock }: { replays?: Replays; clock: Clock },
  { scope, key, requestHash }: IdempotentRequest,
): Promise<StoredReply | undefined> => {
  if (replays === undefined) throw new Error('an idempotent route needs replays');
  const record = await replays.find(scope, key);
  if (record === undefined || record.expiresAt < epochSeconds(clock)) return undefined;
  if (record.requestHash !== requestHash) throw new AppError('idempotency-key-reused');
  const { reply } = record;
  return { ...reply, headers: { ...reply.headers, 'idempotent-replayed': 'true' } };
};
