// Idempotency-Key: its form, and the replay of what was answered before (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/).
import { createHash } from 'node:crypto';
import type { RouteContract } from '../../events/http/route.ts';
import {
  type IdempotencyRecord,
  type IdempotentRequest,
  idempotencyKey,
  KeyTaken,
  type StoredReply,
} from '../data/records.ts';
import type { Table } from '../data/table.ts';
import { type Clock, epochSeconds } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { RawRequest } from './request.ts';

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

const hashOf = (raw: RawRequest, body: unknown): string =>
  createHash('sha256')
    .update(`${raw.method} ${raw.path}\n${JSON.stringify(body) ?? ''}`)
    .digest('base64');

/** What the request is known by when it comes again; nothing where its contract wants no key. */
export const idempotencyOf = (
  { idempotent, method, path }: RouteContract,
  raw: RawRequest,
  { subject, body }: { readonly subject: string | undefined; readonly body: unknown },
): IdempotentRequest | undefined =>
  idempotent === undefined
    ? undefined
    : {
        key: idempotencyKeyOf(raw.headers['idempotency-key']),
        scope: `${subject ?? 'anonymous'}:${method}:${path}`,
        requestHash: hashOf(raw, body),
      };

interface Remembering {
  readonly replays?: Replays;
  readonly clock: Clock;
}

/** The stored reply for this very request; throws `idempotency-key-reused` for another one with the same key. */
export const findReplay = async (
  { replays, clock }: Remembering,
  { scope, key, requestHash }: IdempotentRequest,
): Promise<StoredReply | undefined> => {
  if (replays === undefined) throw new Error('an idempotent route needs replays');
  const record = await replays.find(scope, key);
  if (record === undefined || record.expiresAt < epochSeconds(clock)) return undefined;
  if (record.requestHash !== requestHash) throw new AppError('idempotency-key-reused');
  const { reply } = record;
  return { ...reply, headers: { ...reply.headers, 'idempotent-replayed': 'true' } };
};

/** The first attempt of this very request may have committed while this one was deciding: its effect is what stands in the way. */
const mayBeDone = (error: unknown): boolean =>
  error instanceof KeyTaken || (error instanceof AppError && error.status === 409);

/** What the attempt that was faster has answered; throws the error where there was none. */
export const replayAfter = async (
  error: unknown,
  services: Remembering,
  idempotency: IdempotentRequest | undefined,
): Promise<StoredReply> => {
  if (idempotency === undefined || !mayBeDone(error)) throw error;
  const winner = await findReplay(services, idempotency);
  if (winner !== undefined) return winner;
  if (!(error instanceof KeyTaken)) throw error;
  throw new AppError('idempotency-in-progress', { retryAfter: 1 });
};
