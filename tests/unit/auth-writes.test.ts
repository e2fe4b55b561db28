// Each write of auth on what it may stand on, and what it is refused with where that is otherwise.
import { describe, expect, it } from 'vitest';
import { saveAddressBook } from '../../functions/auth/addresses/writes.ts';
import type { OAuthClient } from '../../functions/auth/domain/client.ts';
import type { Session } from '../../functions/auth/domain/session.ts';
import { newUser } from '../../functions/auth/domain/user.ts';
import { userKey, writes } from '../../functions/auth/writes.ts';
import type { Write } from '../../platform/data/table.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { faultOf } from '../support/refusals.ts';

const who = { email: 'ada@example.com', name: 'Ada', passwordHash: '' };
const user = { ...newUser('usr_1', who, '2026-01-01T00:00:00.000Z'), version: 3 };
const unsaved: Write = { put: { ...userKey(user.id), ...user } };
const other = { ...user, id: 'usr_2' };

const session: Session = {
  id: 'ses_1',
  userId: user.id,
  clientId: 'tandem',
  epoch: 1,
  familyHash: 'family',
  currentHash: 'current',
  createdAt: 0,
  rotatedAt: 0,
  userAgent: 'test',
};
const stale = () => new RangeError('exchanged before');

const client: OAuthClient = { id: 'c', name: 'C', scopes: [], secrets: [], createdAt: '' };
const mailToken = {
  purpose: 'verify-email',
  userId: user.id,
  epoch: 1,
  expiresAt: 9_999_999_999,
} as const;
const active: Write = { put: { ...userKey(user.id), ...user, status: 'active' } };
const book = { entries: [], version: 0 };

const given = (before: readonly Write[]) => {
  const table = createMemoryTable();
  const run = async (steps: readonly Write[]) => {
    for (const step of steps) await table.transact([step]);
  };
  return { table, ready: run(before) };
};

type Case = readonly [what: string, before: readonly Write[], write: Write | readonly Write[]];

const outcome = async ([, before, write]: Case) => {
  const { table, ready } = given(before);
  await ready;
  return faultOf(() => table.transact(Array.isArray(write) ? write : [write as Write]));
};

const open = [writes.putSession(session)];
const withVersion = writes.saveClient({ ...client });

describe('a write goes through', () => {
  it.each<Case>([
    ['of a new account', [], writes.createUser(user)],
    ['of an account in the version that was read', [unsaved], writes.saveUser(user)],
    ['that takes a free address', [], writes.takeEmail(user)],
    [
      'that takes an address from a registration',
      writes.createUser(other),
      writes.takeEmailFrom(other, user),
    ],
    ['that exchanges the secret of now', open, writes.rotateSession(session, 'current', stale)],
    ['that ends a session', open, writes.revokeSession(session)],
    ['that spends a token', [writes.putMailToken('t', mailToken)], writes.spendMailToken('t')],
    ['of a new client', [], writes.createClient(client)],
    ['of the first change of a client', [writes.createClient(client)], withVersion],
    [
      'of the second change of a client',
      [writes.createClient(client), withVersion],
      writes.saveClient({ ...client, version: 1 }),
    ],
    ['that removes a client', [writes.createClient(client)], writes.removeClient('c')],
    ['of a first address book', [active], saveAddressBook(user.id, book)],
    [
      'of an address book in the version that was read',
      [active, saveAddressBook(user.id, book)[1] as Write],
      saveAddressBook(user.id, { ...book, version: 1 }),
    ],
  ])('%s', async (...one) => {
    expect(await outcome(one)).toBeUndefined();
  });
});

describe('a write is refused', () => {
  const revoked = [...open, writes.revokeSession(session)];
  it.each<readonly [...Case, fault: string]>([
    [
      'of a new account whose address is taken meanwhile',
      [writes.takeEmail(other)],
      writes.createUser(user),
      'UserChanged',
    ],
    [
      'that takes an address from whoever has verified it meanwhile',
      [...writes.createUser(other), writes.saveUser({ ...other, status: 'active' })],
      writes.takeEmailFrom(other, user),
      'UserChanged',
    ],
    [
      'that takes an address from whoever has it no more',
      [unsaved, writes.takeEmail(user)],
      writes.takeEmailFrom(other, user),
      'UserChanged',
    ],
    ['of a new account that is there', [unsaved], writes.createUser(user), 'Error'],
    ['of an account that is not there', [], writes.saveUser(user), 'UserChanged'],
    [
      'of an account that was changed',
      [unsaved, writes.saveUser(user)],
      writes.saveUser(user),
      'UserChanged',
    ],
    [
      'that takes the address of another',
      [writes.takeEmail(other)],
      writes.takeEmail(user),
      'invalid-token',
    ],
    [
      'that exchanges an earlier secret',
      open,
      writes.rotateSession(session, 'earlier', stale),
      'RangeError',
    ],
    [
      'that exchanges the secret of an ended session',
      revoked,
      writes.rotateSession(session, 'current', stale),
      'RangeError',
    ],
    ['that ends no session', [], writes.revokeSession(session), 'not-found'],
    [
      'that spends a token again',
      [writes.putMailToken('t', mailToken), writes.spendMailToken('t')],
      writes.spendMailToken('t'),
      'invalid-token',
    ],
    [
      'of a client that is there',
      [writes.createClient(client)],
      writes.createClient(client),
      'already-exists',
    ],
    ['of a client that is not there', [], withVersion, 'invalid-state'],
    [
      'of a client that was changed for the first time meanwhile',
      [writes.createClient(client), withVersion],
      withVersion,
      'invalid-state',
    ],
    [
      'of a client that was changed again meanwhile',
      [writes.createClient(client), withVersion],
      writes.saveClient({ ...client, version: 2 }),
      'invalid-state',
    ],
    ['that removes no client', [], writes.removeClient('c'), 'not-found'],
    [
      'of addresses of an account that is not active',
      [unsaved],
      saveAddressBook(user.id, book),
      'unauthenticated',
    ],
    [
      'of addresses that were changed',
      [active, saveAddressBook(user.id, book)[1] as Write],
      saveAddressBook(user.id, book),
      'AddressesChanged',
    ],
  ])('%s', async (what, before, write, fault) => {
    expect(await outcome([what, before, write])).toBe(fault);
  });
});

describe('what is kept', () => {
  const kept = async (...steps: readonly (readonly Write[])[]) => {
    const { table, ready } = given([]);
    await ready;
    for (const step of steps) await table.transact(step);
    return table.all();
  };

  it('of a new account is itself, its address and its place in the list', async () => {
    expect(await kept(writes.createUser(user))).toEqual([
      { pk: 'EMAIL#ada@example.com', sk: 'EMAIL', userId: 'usr_1' },
      { pk: 'USER#usr_1', sk: 'PROFILE', ...user },
      { pk: 'USERS', sk: 'usr_1' },
    ]);
  });

  it('of a session ends with it, in whole seconds after', async () => {
    const ended = { ...session, rotatedAt: 1 };
    const item = { pk: 'USER#usr_1', sk: 'SESSION#ses_1', ...ended, expiresAt: 604_801 };
    expect(await kept([writes.putSession(ended)])).toEqual([item]);
    expect(await kept([writes.putSession(ended)], [writes.revokeSession(session)])).toEqual([
      { ...item, revoked: true },
    ]);
  });

  it('of a token that is void is as long as the token', async () => {
    expect(await kept([writes.revokeToken('jti_1', 7)])).toEqual([
      { pk: 'REVOKED#jti_1', sk: 'TOKEN', expiresAt: 7 },
    ]);
  });
});
