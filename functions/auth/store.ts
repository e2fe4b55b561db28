// Reads accounts, sessions, mail tokens and OAuth clients.
import { type Part, type Readable, wholePage } from '../../platform/data/readable.ts';
import {
  integer,
  listOf,
  members,
  oneOf,
  optional,
  positive,
  type Shape,
  text,
  time,
} from '../../platform/data/shape.ts';
import type { Item, Key, Table } from '../../platform/data/table.ts';
import { type Audited, auditPartition } from './audit.ts';
import { type AddressBook, emptyBook } from './domain/address-book.ts';
import type { OAuthClient } from './domain/client.ts';
import type { Session } from './domain/session.ts';
import type { User } from './domain/user.ts';
import {
  addressBookKey,
  clientKey,
  clientListPartition,
  emailKey,
  listPartition,
  type MailToken,
  mailTokenKey,
  nobody,
  registrationKey,
  revokedTokenKey,
  sessionKey,
  userKey,
  userPartition,
} from './writes.ts';

/** Keys and index attributes stay in the store. */
const without = <T extends object>(item: (Key & T) | undefined): T | undefined => {
  if (item === undefined) return undefined;
  const { pk: _pk, sk: _sk, ...rest } = item;
  return rest as unknown as T;
};

const userItem = members({
  id: text,
  email: text,
  name: text,
  passwordHash: text,
  roles: listOf(text),
  status: oneOf('pending', 'active', 'disabled', 'deleted'),
  epoch: positive,
  version: positive,
  createdAt: time,
});

const sessionItemShape = members({
  id: text,
  userId: text,
  clientId: text,
  epoch: positive,
  createdAt: integer,
  rotatedAt: integer,
  userAgent: text,
});

const clientItem = members({ id: text, name: text, scopes: listOf(text), createdAt: time });

const auditItem = members({
  event: text,
  at: time,
  actor: optional(text),
  target: optional(text),
  roles: optional(listOf(text)),
  scopes: optional(listOf(text)),
});

export interface AccountReader {
  user(id: string): Promise<User | undefined>;
  session(session: Pick<Session, 'userId' | 'id'>): Promise<Session | undefined>;
  client(id: string): Promise<OAuthClient | undefined>;
  isRevoked(tokenId: string): Promise<boolean>;
}

export interface AccountStore extends AccountReader {
  userIdOf(email: string): Promise<string | undefined>;
  /** Two reads whether there is an account or not. */
  userAt(email: string): Promise<User | undefined>;
  /** Hash of the password that the address was last registered with, until its link is followed. */
  registeredAt(email: string): Promise<string | undefined>;
  sessions(userId: string): Promise<Session[]>;
  /** Empty where nothing was ever kept. */
  addressBook(userId: string): Promise<AddressBook>;
  mailToken(token: string): Promise<MailToken | undefined>;
  /** Newest first, as all lists are. */
  users(page: Part): Promise<User[]>;
  /** Those that administrators have registered. */
  clients(page: Part): Promise<OAuthClient[]>;
  /** Of a day in UTC. */
  auditEntries(day: string, page: Part): Promise<(Key & Audited)[]>;
}

export const createAccountReader = (table: Pick<Table, 'get'>): AccountReader => ({
  user: async (id) => without(await table.get<User>(userKey(id))),
  session: async (session) => without(await table.get<Session>(sessionKey(session))),
  client: async (id) => without(await table.get<OAuthClient>(clientKey(id))),
  isRevoked: async (tokenId) => (await table.get(revokedTokenKey(tokenId))) !== undefined,
});

export const createAccountStore = (table: Table, readable: Readable): AccountStore => {
  const reader = createAccountReader(table);
  const newest =
    <T extends object = Item>(pk: string) =>
    (part: Part) =>
      table.query<T>(pk, { ...part, newestFirst: true });
  /** The items that the entries of a partition name. */
  const listed =
    <T extends { readonly id: string }>(
      kind: string,
      shape: Shape,
      { partition, keyOf }: { readonly partition: string; readonly keyOf: (id: string) => Key },
    ) =>
    (page: Part): Promise<T[]> =>
      wholePage(page, newest(partition), async (entries) => {
        const found = await table.getMany<T>(entries.map(({ sk }) => keyOf(sk)));
        const items = readable.wellFormed(kind, shape, found);
        const byId = new Map(items.map((item) => [item.id, without(item)]));
        return entries.flatMap(({ sk }) => byId.get(sk) ?? []);
      });
  const userIdOf = async (email: string): Promise<string | undefined> =>
    (await table.get<{ userId: string }>(emailKey(email)))?.userId;

  return {
    ...reader,
    userIdOf,
    userAt: async (email) => reader.user((await userIdOf(email)) ?? nobody),
    registeredAt: async (email) =>
      (await table.get<{ passwordHash: string }>(registrationKey(email)))?.passwordHash,

    sessions: async (userId) => {
      const items = await table.query<Session>(userPartition(userId), { prefix: 'SESSION#' });
      return readable
        .wellFormed('session', sessionItemShape, items)
        .flatMap((item) => without(item) ?? []);
    },

    addressBook: async (userId) =>
      without(await table.get<AddressBook>(addressBookKey(userId))) ?? emptyBook,

    mailToken: async (token) => without(await table.get<MailToken>(mailTokenKey(token))),

    users: listed('user', userItem, { partition: listPartition, keyOf: userKey }),

    auditEntries: (day, page) =>
      wholePage(page, newest<Audited>(auditPartition(day)), (items) =>
        readable.wellFormed('audit entry', auditItem, items),
      ),

    clients: listed('OAuth client', clientItem, {
      partition: clientListPartition,
      keyOf: clientKey,
    }),
  };
};
