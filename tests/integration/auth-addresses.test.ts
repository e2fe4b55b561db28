// The address book of a person, on a real table: what is kept, what is offered first, and whose it is.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressBookKey, writes } from '../../functions/auth/writes.ts';
import { type AuthDatabase, password, startAuthDatabase } from '../support/auth-database.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const home = { name: 'Ada', line1: '1 Harbour Street', city: 'Lisbon', country: 'PT' };
const work = { ...home, line1: '2 Mill Lane' };

let people = 0;
const newBook = async () => {
  people += 1;
  const { token } = await auth.customer(`book-${people}@example.com`);
  const { id: userId } = (await auth.call('GET /users/me', { token })).body;
  const list = async () => (await auth.call('GET /users/me/addresses', { token })).body.items;
  const add = (address: object, more: object = {}) =>
    auth.call('POST /users/me/addresses', { token, json: { address, ...more } });
  const change = (id: string, json: object, headers: Record<string, string> = {}) =>
    auth.call('PATCH /users/me/addresses/{id}', { token, params: { id }, json, headers });
  const remove = (id: string, headers: Record<string, string> = {}) =>
    auth.call('DELETE /users/me/addresses/{id}', { token, params: { id }, headers });
  /** The first line of each, with `s` where deliveries and `b` where bills go. */
  const shown = async () =>
    (await list()).map(
      ({ address, defaultShipping, defaultBilling }: Awaited<ReturnType<typeof list>>[number]) =>
        `${address.line1} ${defaultShipping ? 's' : ''}${defaultBilling ? 'b' : ''}`.trim(),
    );
  return { token, userId, list, add, change, remove, shown };
};

describe('an address', () => {
  it('is kept as it was given; the first of a book is its default for both', async () => {
    const { add, list } = await newBook();
    expect(await list()).toEqual([]);
    const added = await add(home);
    const kept = {
      id: expect.stringMatching(/^adr_[0-9a-f]{32}$/),
      address: home,
      defaultShipping: true,
      defaultBilling: true,
    };
    expect([added.status, added.body]).toEqual([201, kept]);
    expect(await list()).toEqual([kept]);
  });

  it('takes a default over from another one, and gives it to the oldest that is left', async () => {
    const { add, change, remove, shown } = await newBook();
    const { body: first } = await add(home);
    const { body: second } = await add(work, { defaultShipping: true });
    expect(await shown()).toEqual(['1 Harbour Street b', '2 Mill Lane s']);
    await change(second.id, { defaultBilling: true });
    expect(await shown()).toEqual(['1 Harbour Street', '2 Mill Lane sb']);
    expect((await remove(second.id)).status).toBe(204);
    expect(await shown()).toEqual(['1 Harbour Street sb']);
    expect((await remove(first.id)).status).toBe(204);
    expect(await shown()).toEqual([]);
  });

  it('is replaced as a whole: what is not named any more is gone', async () => {
    const { add, change, list } = await newBook();
    const { body } = await add({ ...home, line2: 'Second floor' });
    const changed = await change(body.id, { address: work });
    expect([changed.status, changed.body.address]).toEqual([200, work]);
    expect(await list()).toEqual([changed.body]);
  });

  it('is not changed or removed from a stale version of the book', async () => {
    const { add, change, remove } = await newBook();
    const { body, headers } = await add(home);
    const stale = { 'if-match': headers.etag ?? '' };
    const moved = await change(body.id, { address: work }, stale);
    expect([moved.status, moved.headers.etag]).toEqual([200, '"2"']);
    expect(outcomeOf(await change(body.id, { address: home }, stale))).toBe(
      '412 precondition-failed',
    );
    expect(outcomeOf(await remove(body.id, stale))).toBe('412 precondition-failed');
    const fresh = { 'if-match': moved.headers.etag ?? '' };
    expect((await remove(body.id, fresh)).status).toBe(204);
  });

  it.each([
    ['no address', {}, '/address'],
    ['no country', { address: { ...home, country: undefined } }, '/address/country'],
    ['a country in words', { address: { ...home, country: 'Portugal' } }, '/address/country'],
    ['a line break', { address: { ...home, name: 'Ada\nBcc: all@example.com' } }, '/address/name'],
    ['writing turned round', { address: { ...home, line1: '\u202Eteerts' } }, '/address/line1'],
    ['nothing to see', { address: { ...home, name: '\u200B' } }, '/address/name'],
    ['too much', { address: { ...home, line1: 'x'.repeat(201) } }, '/address/line1'],
    ['an unknown member', { address: { ...home, id: 'adr_1' } }, '/address/id'],
    ['a choice taken back', { address: home, defaultShipping: false }, '/defaultShipping'],
  ])('with %s is refused', async (_, json, pointer) => {
    const { token, list } = await newBook();
    const { status, body } = await auth.call('POST /users/me/addresses', { token, json });
    expect([status, body.errors?.[0].pointer]).toEqual([422, pointer]);
    expect(await list()).toEqual([]);
  });
});

describe('a book', () => {
  it('holds twenty, also when more come at once', async () => {
    const { add, list } = await newBook();
    for (let number = 0; number < 18; number += 1) await add({ ...home, line1: `No. ${number}` });
    const answers = await Promise.all([add(home), add(home), add(home), add(home)]);
    expect(answers.map(outcomeOf).toSorted()).toEqual([
      '201',
      '201',
      '409 too-many-addresses',
      '409 too-many-addresses',
    ]);
    const ids = (await list()).map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(20);
  });

  it.each(['adr_0198f3a27c417d5e9b1a4f6e2c8d0a11', 'ses_0', '../PROFILE', 'ADDRESSES', ''])(
    'of one person has no entry %s',
    async (id) => {
      const { change, remove } = await newBook();
      expect(outcomeOf(await change(id, { defaultShipping: true }))).toBe('404 not-found');
      expect(outcomeOf(await remove(id))).toBe('404 not-found');
    },
  );

  it('is nobody else’s to change', async () => {
    const [owner, stranger] = [await newBook(), await newBook()];
    const { body } = await owner.add(home);
    expect(outcomeOf(await stranger.change(body.id, { address: work }))).toBe('404 not-found');
    expect(outcomeOf(await stranger.remove(body.id))).toBe('404 not-found');
    expect(await stranger.list()).toEqual([]);
    expect(await owner.list()).toEqual([body]);
  });

  it('goes with its owner, and nothing is kept afterwards with a token that is still good', async () => {
    const { token, userId, add, list } = await newBook();
    await add(home);
    await auth.call('POST /users/me/deletion', { token, json: { password } });
    expect(await auth.table.get(addressBookKey(userId))).toBeUndefined();
    expect(outcomeOf(await add(work))).toBe('401 unauthenticated');
    expect(await auth.table.get(addressBookKey(userId))).toBeUndefined();
    expect(await list()).toBeUndefined();
  });

  it('of a closed account is not changed', async () => {
    const { token, userId, add } = await newBook();
    await add(home);
    const user = await auth.store.user(userId);
    if (user === undefined) throw new Error('the account is gone');
    await auth.table.transact([writes.saveUser({ ...user, status: 'disabled' })]);
    expect(outcomeOf(await add(work))).toBe('401 unauthenticated');
    expect(outcomeOf(await auth.call('GET /users/me/addresses', { token }))).toBe(
      '401 unauthenticated',
    );
  });
});
