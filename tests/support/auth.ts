// The endpoints of auth over a table, with keys made for the test, and a client that speaks to them.

import { emptyKeySet, rotate } from '../../functions/auth/domain/key-set.ts';
import { authEndpoints } from '../../functions/auth/http.ts';
import { generateKey } from '../../functions/auth/keys/key-rotation.ts';
import { createSigningKeys } from '../../functions/auth/keys/signing-keys.ts';
import { createAccessTokens } from '../../functions/auth/sessions/access-tokens.ts';
import { createRevocations } from '../../functions/auth/sessions/revocations.ts';
import { createAccountStore } from '../../functions/auth/store.ts';
import { batchedReads } from '../../platform/data/batched-reads.ts';
import { createReadable } from '../../platform/data/readable.ts';
import type { StoredReply } from '../../platform/data/records.ts';
import type { Table } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createUnreadableItems } from '../../platform/service/unreadable-items.ts';
import { createLog, type Log } from '../../platform/telemetry/log.ts';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { holdToContract } from './http.ts';

export const issuer = 'http://localhost:3000/v1';
export const audience = 'tandem';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
  readonly body: any;
  readonly text: string;
}

export interface CallOptions {
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** As it is, of the type that `headers` say. */
  readonly bytes?: Buffer;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: URLSearchParams;
  readonly sourceIp?: string;
  readonly arrivedAt?: number;
}

const answerOf = ({ status, headers = {}, body }: StoredReply): Answer => ({
  status,
  headers,
  text: body,
  body: body === '' ? undefined : JSON.parse(body),
});

const bodyOf = ({ json, form, bytes }: CallOptions): { type?: string; body: Buffer } => {
  if (bytes !== undefined) return { body: bytes };
  if (form !== undefined) {
    const body = Buffer.from(new URLSearchParams(form).toString());
    return { type: 'application/x-www-form-urlencoded', body };
  }
  return json === undefined
    ? { body: Buffer.alloc(0) }
    : { type: 'application/json', body: Buffer.from(JSON.stringify(json)) };
};

const silent = createLog({ SERVICE: 'auth', SERVICE_VERSION: 'test', LOG_LEVEL: 'silent' });

export const startAuth = (given: Table, clock: Clock, log: Log = silent) => {
  const table = batchedReads(given);
  const now = Math.floor(clock.now() / 1000);
  let secret = JSON.stringify(rotate(emptyKeySet, { now, newKey: generateKey }));
  const keys = createSigningKeys({ read: async () => secret, clock });
  const unreadable = createUnreadableItems(table, clock, log);
  const readable = createReadable({ clock, log, keep: unreadable.keep });
  const store = createAccountStore(table, readable);
  const issue = createAccessTokens({ issuer, audience, keys, clock, newId });
  const verify = createVerifier({
    issuer,
    audience,
    keys: keys.verificationKeys,
    clock,
    isRevoked: createRevocations(table, clock.now),
  });
  const seals = async () => createSeals('a key for cursors');
  const endpoints = authEndpoints({
    table,
    commit: createUnitOfWork({ table, source: 'auth', clock, newId }),
    readable,
    unreadable,
    keys,
    cursors: seals,
    issue,
    verify,
    issuer,
    clock,
    newId,
  });
  const call = async (route: string, options: CallOptions = {}): Promise<Answer> => {
    const [method = '', path = ''] = route.split(' ');
    const found = endpoints.find(
      ({ contract }) => contract.method === method && contract.path === path,
    );
    if (found === undefined) throw new Error(`no endpoint ${route}`);
    const { type, body } = bodyOf(options);
    const { token, sourceIp = '127.0.0.1', params = {} } = options;
    const headers = {
      ...(type === undefined ? {} : { 'content-type': [type] }),
      ...(token === undefined ? {} : { authorization: [`Bearer ${token}`] }),
      ...Object.fromEntries(Object.entries(options.headers ?? {}).map(([k, v]) => [k, [v]])),
    };
    const { query = new URLSearchParams(), arrivedAt } = options;
    const raw = { method, path, query, headers, params, body, sourceIp, arrivedAt };
    const answer = answerOf(await endpoint(found, raw));
    holdToContract(found, answer.status, answer.body);
    return answer;
  };
  const endpoint = (
    found: (typeof endpoints)[number],
    raw: Parameters<(typeof found)['answer']>[0],
  ) => found.answer(raw, { verify, log, clock });

  return {
    call,
    endpoints,
    store,
    keys,
    cursors: seals,
    issue,
    verify,
    rotateKeys: () => {
      const at = Math.floor(clock.now() / 1000);
      secret = JSON.stringify(rotate(JSON.parse(secret), { now: at, newKey: generateKey }));
    },
  };
};
