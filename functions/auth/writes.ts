// How accounts, sessions, mail tokens and OAuth clients lie in the table of auth, and every write of them.
import {
  type Condition,
  exists,
  isNew,
  type Key,
  versionIs,
  type Write,
} from '../../platform/data/table.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import type { OAuthClient } from './domain/client.ts';
import { expiryOf, type Session } from './domain/session.ts';
import type { Linked, Registration, User } from './domain/user.ts';
import { sha256 } from './secret-token.ts';

/** Somebody else changed the account first: read it again and decide again. */
export class UserChanged extends Error {
  constructor(id: string) {
    super(`${id} was changed meanwhile`);
    this.name = 'UserChanged';
  }
}

export type MailPurpose = 'verify-email' | 'change-email' | 'password-reset' | 'none';

export interface MailToken extends Linked {
  readonly purpose: MailPurpose;
  readonly userId: string;
  /** The new address, where the token is for a change of it. */
  readonly email?: string;
  /** What was chosen when the link was asked for, where it is the first of an account. */
  readonly registration?: Registration;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Looked up where no account is known, so that both ways ask the table as often. */
export const nobody = 'usr_00000000000000000000000000000000';

export const userPartition = (id: string): string => `USER#${id}`;
export const userKey = (id: string): Key => ({ pk: userPartition(id), sk: 'PROFILE' });
export const addressBookKey = (userId: string): Key => ({
  pk: userPartition(userId),
  sk: 'ADDRESSES',
});
/** By an address as `emailAddressOf` spells it. */
export const emailKey = (email: string): Key => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' });
export const registrationKey = (email: string): Key => ({
  pk: `REGISTERED#${sha256(email)}`,
  sk: 'REGISTERED',
});
export const sessionKey = ({ userId, id }: Pick<Session, 'userId' | 'id'>): Key => ({
  pk: userPartition(userId),
  sk: `SESSION#${id}`,
});
export const mailTokenKey = (token: string): Key => ({
  pk: `MAILTOKEN#${sha256(token)}`,
  sk: 'TOKEN',
});
export const revokedTokenKey = (tokenId: string): Key => ({
  pk: `REVOKED#${tokenId}`,
  sk: 'TOKEN',
});
export const clientKey = (id: string): Key => ({ pk: `CLIENT#${id}`, sk: 'CLIENT' });

const seconds = (ms: number): number => Math.ceil(ms / 1000);

const sessionItem = (session: Session) => ({
  ...sessionKey(session),
  ...session,
  expiresAt: seconds(expiryOf(session)),
});

const currentSecretIs = (hash: string) => ({
  expression: 'currentHash = :presented AND attribute_not_exists(revoked)',
  values: { ':presented': hash },
});

const isUnversioned: Condition = {
  expression: 'attribute_exists(pk) AND attribute_not_exists(#version)',
  names: { '#version': 'version' },
};

/** Addresses are unique; one that was taken since the mail was sent makes the link void. */
const takeEmail = (user: User): Write => ({
  put: { ...emailKey(user.email), userId: user.id },
  condition: isNew,
  refused: () => new AppError('invalid-token'),
});

/** All accounts in one partition for the administrators' list; ids sort by time. */
export const listPartition = 'USERS';
const listEntry = (userId: string) => ({ pk: listPartition, sk: userId });

/** Clients that administrators have registered, in one partition for their list. */
export const clientListPartition = 'CLIENTS';

/** Writes that go into a unit of work. */
export const writes = {
  createUser: (user: User): Write[] => [
    { ...takeEmail(user), refused: () => new UserChanged(user.id) },
    { put: { ...userKey(user.id), ...user }, condition: isNew },
    { put: listEntry(user.id) },
  ],

  takeEmail,

  /** From somebody who has registered it and never shown to read its mail, and of whom nothing is left. */
  takeEmailFrom: (former: User, user: User): Write[] => [
    {
      put: { ...emailKey(user.email), userId: user.id },
      condition: { expression: 'userId = :former', values: { ':former': former.id } },
      refused: () => new UserChanged(former.id),
    },
    {
      remove: userKey(former.id),
      condition: versionIs(former.version),
      refused: () => new UserChanged(former.id),
    },
    { remove: listEntry(former.id) },
  ],

  /** `expiresAt` in seconds since 1970. */
  putRegistration: (email: string, passwordHash: string, expiresAt: number): Write => ({
    put: { ...registrationKey(email), passwordHash, expiresAt },
  }),

  removeRegistration: (email: string): Write => ({ remove: registrationKey(email) }),

  saveUser: (user: User): Write => ({
    put: { ...userKey(user.id), ...user, version: user.version + 1 },
    condition: versionIs(user.version),
    refused: () => new UserChanged(user.id),
  }),

  removeAddressBook: (userId: string): Write => ({ remove: addressBookKey(userId) }),

  freeEmail: (email: string): Write => ({ remove: emailKey(email) }),

  putSession: (session: Session): Write => ({ put: sessionItem(session) }),

  /** Of several requests that bring one token, one succeeds. */
  rotateSession: (session: Session, presentedHash: string, refused: () => Error): Write => ({
    put: sessionItem(session),
    condition: currentSecretIs(presentedHash),
    refused,
  }),

  revokeSession: (session: Pick<Session, 'userId' | 'id'>): Write => ({
    update: sessionKey(session),
    change: { expression: 'SET revoked = :true', values: { ':true': true } },
    condition: exists,
    refused: () => new AppError('not-found'),
  }),

  removeSession: (session: Session): Write => ({ remove: sessionKey(session) }),

  /** A client's token that is void before its time. */
  revokeToken: (tokenId: string, expiresAt: number): Write => ({
    put: { ...revokedTokenKey(tokenId), expiresAt },
  }),

  unlist: (userId: string): Write => ({ remove: listEntry(userId) }),

  putMailToken: (token: string, item: MailToken): Write => ({
    put: { ...mailTokenKey(token), ...item },
  }),

  /** Good once. */
  spendMailToken: (token: string): Write => ({
    remove: mailTokenKey(token),
    condition: exists,
    refused: () => new AppError('invalid-token'),
  }),

  createClient: (client: OAuthClient): Write => ({
    put: { ...clientKey(client.id), ...client },
    condition: isNew,
    refused: () => new AppError('already-exists'),
  }),

  /** Of two changes at once one is refused: a secret that was shown is a secret that is kept. */
  saveClient: (client: OAuthClient): Write => ({
    put: { ...clientKey(client.id), ...client, version: (client.version ?? 0) + 1 },
    condition: client.version === undefined ? isUnversioned : versionIs(client.version),
    refused: () => new AppError('invalid-state', { detail: 'The client was changed meanwhile.' }),
  }),

  removeClient: (id: string): Write => ({
    remove: clientKey(id),
    condition: exists,
    refused: () => new AppError('not-found'),
  }),

  listClient: (id: string): Write => ({ put: { pk: clientListPartition, sk: id } }),

  unlistClient: (id: string): Write => ({ remove: { pk: clientListPartition, sk: id } }),
};
