// What may become of an account, its addresses, its passwords and its clients: each step and what it leaves.
import { describe, expect, it } from 'vitest';
import {
  type AddressBook,
  add,
  change,
  emptyBook,
  remove,
  viewIn,
} from '../../functions/auth/domain/address-book.ts';
import {
  admitSecrets,
  endFormerSecrets,
  rotateSecret,
  subjectOf,
  validSecretHashes,
} from '../../functions/auth/domain/client.ts';
import { checkPassword } from '../../functions/auth/domain/password-rules.ts';
import {
  changeAddress,
  changePassword,
  disable,
  enable,
  newUser,
  resetPassword,
  verifyAddress,
} from '../../functions/auth/domain/user.ts';
import { codeOf, refusalOf } from '../support/refusals.ts';

describe('an account', () => {
  const pending = newUser('usr_1', { email: 'a@b.example', name: 'A', passwordHash: 'h' }, 'then');
  const active = { ...pending, status: 'active' } as const;
  const link = { epoch: 1 };

  it('begins as that of a customer who has not shown his address', () => {
    expect(pending).toEqual({
      id: 'usr_1',
      email: 'a@b.example',
      name: 'A',
      passwordHash: 'h',
      roles: ['customer'],
      status: 'pending',
      epoch: 1,
      version: 1,
      createdAt: 'then',
    });
  });

  it('changes its address while it is active, by a link of this epoch', () => {
    expect(changeAddress(active, 'new@b.example', link)).toEqual({
      ...active,
      email: 'new@b.example',
      moves: 1,
    });
    expect(codeOf(() => changeAddress(active, 'x', { ...link, epoch: 2 }))).toBe('invalid-token');
    expect(codeOf(() => changeAddress(pending, 'x', link))).toBe('invalid-token');
    expect(codeOf(() => verifyAddress(pending, 2, { name: '', passwordHash: '' }))).toBe(
      'invalid-token',
    );
    expect(codeOf(() => verifyAddress(active, 1, { name: '', passwordHash: '' }))).toBe(
      'invalid-token',
    );
  });

  it('heeds no link that was sent before it moved', () => {
    const moved = changeAddress(active, 'new@b.example', link);
    expect(codeOf(() => changeAddress(moved, 'typo@b.example', link))).toBe('invalid-token');
    expect(codeOf(() => resetPassword(moved, link, 'new'))).toBe('invalid-token');
    const back = changeAddress(moved, active.email, { epoch: 1, moves: 1 });
    expect(codeOf(() => resetPassword(back, link, 'new'))).toBe('invalid-token');
    expect(resetPassword(back, { epoch: 1, moves: 2 }, 'new')).toMatchObject({ moves: 2 });
  });

  it('begins a new epoch with each password', () => {
    expect(changePassword(active, 'new')).toEqual({ ...active, passwordHash: 'new', epoch: 2 });
    expect(resetPassword(active, link, 'new')).toEqual({
      ...active,
      passwordHash: 'new',
      epoch: 2,
    });
    expect(codeOf(() => resetPassword(active, { ...link, epoch: 0 }, 'new'))).toBe('invalid-token');
    expect(codeOf(() => resetPassword(pending, link, 'new'))).toBe('invalid-token');
  });

  it('is after it was disabled what it was before, with its sessions ended', () => {
    expect(disable(active)).toEqual({ ...active, status: 'disabled', epoch: 2 });
    expect(disable(pending)).toEqual({
      ...pending,
      status: 'disabled',
      epoch: 2,
      unverified: true,
    });
    expect(enable(disable(active))).toEqual({ ...active, epoch: 2 });
    expect(enable(disable(pending))).toEqual({ ...pending, epoch: 2 });
  });
});

describe('a book of addresses', () => {
  const address = (city: string) => ({ city }) as never;
  const bookOf = (...ids: readonly string[]): AddressBook =>
    ids.reduce((book, id) => add(book, id, { address: address(id) }), emptyBook);
  const choices = ({ shipping, billing }: AddressBook) => [shipping, billing];

  it('has its first for both, until another is chosen for one', () => {
    expect(emptyBook).toEqual({ entries: [], version: 0 });
    const book = bookOf('a', 'b');
    expect(choices(book)).toEqual(['a', 'a']);
    const more = { address: address('c'), defaultShipping: true } as const;
    expect(choices(add(book, 'c', more))).toEqual(['c', 'a']);
    expect(choices(change(book, 'b', { defaultBilling: true }))).toEqual(['a', 'b']);
    expect(viewIn(change(book, 'b', { defaultBilling: true }), 'b')).toEqual({
      id: 'b',
      address: address('b'),
      defaultShipping: false,
      defaultBilling: true,
    });
  });

  it('has twenty and no more', () => {
    const ids = Array.from({ length: 20 }, (_, index) => `${index}`);
    const book = bookOf(...ids);
    expect(book.entries.map(({ id }) => id)).toEqual(ids);
    expect(codeOf(() => add(book, 'x', { address: address('x') }))).toBe('too-many-addresses');
  });

  it('changes an address and keeps what is not asked for', () => {
    const book = bookOf('a', 'b');
    const changed = change(book, 'b', { address: address('new') });
    expect(changed.entries.map((entry) => entry.address)).toEqual([address('a'), address('new')]);
    expect(change(book, 'b', {}).entries).toEqual(book.entries);
    expect(codeOf(() => change(book, 'x', {}))).toBe('not-found');
    expect(codeOf(() => viewIn(book, 'x'))).toBe('not-found');
  });

  it('puts the oldest in the place of a default that has gone', () => {
    const book = change(bookOf('a', 'b', 'c'), 'c', { defaultShipping: true });
    expect(choices(remove(book, 'c'))).toEqual(['a', 'a']);
    expect(choices(remove(book, 'a'))).toEqual(['c', 'b']);
    expect(choices(remove(bookOf('a'), 'a'))).toEqual([undefined, undefined]);
    expect(codeOf(() => remove(book, 'x'))).toBe('not-found');
  });
});

describe('a password', () => {
  const faultOf = (password: string, email = 'ada@example.com', hasMfa = false) =>
    refusalOf(() => checkPassword(password, { email, hasMfa, pointer: '/new' }))?.errors?.[0]?.code;
  const letters = (count: number) =>
    Array.from({ length: count }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');

  it.each([
    [14, false, 'too-short'],
    [15, false, undefined],
    [7, true, 'too-short'],
    [8, true, undefined],
    [256, false, undefined],
    [257, false, 'too-long'],
  ])('of %d characters, with a second factor %s: %s', (count, hasMfa, fault) => {
    expect(faultOf(letters(count), undefined, hasMfa)).toBe(fault);
  });

  it.each([
    ['zqvxkjwzqvxkjwzqvxkjw', 'too-common'],
    ['zqvxkjwpzqvxkjwp', undefined],
    ['PasswordPassword', 'too-common'],
    ['ZQVXKJWZQVXKJWZQVXKJW', 'too-common'],
    ['example7654321example', 'like-address'],
    ['example76543210example', undefined],
    ['EXAMPLE7654321EXAMPLE', 'like-address'],
    ['ada7654321qzvxk', undefined],
  ])('%s: %s', (password, fault) => {
    expect(faultOf(password)).toBe(fault);
  });

  it.each([
    ['shop7654321shop', 'ada@shop.example', 'like-address'],
    ['abc7654321abcabc', 'ada@abc.example', undefined],
    ['lace7qzvxkjwpgtb', 'lace@shop.example', 'like-address'],
    ['lac7qzvxkjwpgtbn', 'lac@shop.example', undefined],
  ])('%s of %s: %s', (password, email, fault) => {
    expect(faultOf(password, email)).toBe(fault);
  });

  it('that is refused is pointed at, where it stood', () => {
    const refused = (pointer?: string) =>
      refusalOf(() =>
        checkPassword('short', { email: 'a@b.example', ...(pointer && { pointer }) }),
      );
    const error = { code: 'too-short', detail: 'at least 15 characters' };
    expect(refused()).toEqual({
      code: 'password-rejected',
      errors: [{ pointer: '/password', ...error }],
    });
    expect(refused('/new')?.errors).toEqual([{ pointer: '/new', ...error }]);
  });
});

describe('secrets of a client', () => {
  const client = {
    id: 'c',
    name: 'C',
    scopes: [],
    secrets: [{ hash: 'first', createdAt: '1' }],
    createdAt: '',
  };

  it('are good for a day beside the next, to the millisecond', () => {
    const next = rotateSecret(client, { hash: 'second', createdAt: '2' }, 1_000);
    expect(next.secrets).toEqual([
      { hash: 'second', createdAt: '2' },
      { hash: 'first', createdAt: '1', expiresAt: 86_401_000 },
    ]);
    expect(validSecretHashes(next, 86_400_999)).toEqual(['second', 'first']);
    expect(validSecretHashes(next, 86_401_000)).toEqual(['second']);
    const none = { ...client, secrets: [] };
    expect(rotateSecret(none, { hash: 'a', createdAt: '' }, 0).secrets).toHaveLength(1);
  });

  it('that are admitted keep the time they had', () => {
    const wanted = [
      { hash: 'new', createdAt: '9' },
      { hash: 'first', createdAt: '9', expiresAt: 5 },
    ];
    expect(admitSecrets(client.secrets, wanted)).toEqual([
      { hash: 'new', createdAt: '9' },
      { hash: 'first', createdAt: '1' },
    ]);
  });

  it('that were used before the one in use end in a day, those that end already do then', () => {
    const secrets = [
      { hash: 'now', createdAt: '' },
      { hash: 'open', createdAt: '' },
      { hash: 'ends', createdAt: '', expiresAt: 7 },
    ];
    expect(endFormerSecrets({ ...client, secrets }, 'now', 1_000).secrets).toEqual([
      { hash: 'now', createdAt: '' },
      { hash: 'open', createdAt: '', expiresAt: 86_401_000 },
      { hash: 'ends', createdAt: '', expiresAt: 7 },
    ]);
    const settled = { ...client, secrets: secrets.filter(({ hash }) => hash !== 'open') };
    expect(endFormerSecrets(settled, 'now', 1_000)).toBe(settled);
  });

  it('are those of a subject that nobody takes for a person', () => {
    expect([subjectOf('shop'), subjectOf('cli_shop')]).toEqual(['cli_shop', 'cli_shop']);
  });
});
