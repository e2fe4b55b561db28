// Whether an address has an account does not show in what the table is asked: as many reads and writes either way.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Table } from '../../platform/data/table.ts';
import { startAuth } from '../support/auth.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { outcomeOf } from '../support/refusals.ts';

const password = 'correct horse battery staple';

let calls: string[] = [];
const counting = (table: Table): Table => ({
  ...table,
  get: (key) => {
    calls.push('read 1');
    return table.get(key);
  },
  getMany: (keys, options) => {
    calls.push(`read ${keys.length}`);
    return table.getMany(keys, options);
  },
  transact: (writes) => {
    calls.push(`write ${writes.length}`);
    return table.transact(writes);
  },
});

const clock = testClock();
const table = createMemoryTable();
const auth = startAuth(counting(table), clock);

let address = 0;
const post = (path: string, json: object, token?: string) => {
  address += 1;
  return auth.call(`POST ${path}`, { json, token, sourceIp: `10.1.0.${address}` });
};
const lastToken = (): string =>
  table
    .all()
    .flatMap((item) => [...JSON.stringify(item).matchAll(/"token":"([\w-]{43})"/g)])
    .at(-1)?.[1] ?? '';

const register = (email: string) => post('/users', { email, password, name: 'Somebody' });
const verified = async (email: string) => {
  await register(email);
  await post('/users/verification', { token: lastToken() });
};

/** What one request asks of the table. */
const callsOf = async (request: () => Promise<{ status: number }>, status: number) => {
  calls = [];
  expect((await request()).status).toBe(status);
  return [...calls];
};

beforeEach(async () => {
  clock.advance(3_600_000);
});

describe('registration', () => {
  it('asks as much for a new address, one that waits and one that has an account', async () => {
    const email = 'waiting@example.com';
    const fresh = await callsOf(() => register(email), 202);
    const pending = await callsOf(() => register(email), 202);
    await verified('known@example.com');
    const known = await callsOf(() => register('known@example.com'), 202);
    expect(fresh).toEqual(['read 2', 'write 2', 'read 1', 'read 1', 'write 6']);
    expect([pending, known]).toEqual([fresh, fresh]);
  });
});

describe('a password reset', () => {
  it('asks as much for an address with an account as for one without', async () => {
    await verified('forgetful@example.com');
    const reset = (email: string) => callsOf(() => post('/auth/password-reset', { email }), 202);
    expect(await reset('forgetful@example.com')).toEqual(await reset('nobody@example.com'));
  });
});

describe('a wrong login', () => {
  it('asks as much for an address with an account as for one without', async () => {
    await verified('guessed@example.com');
    const login = (email: string) =>
      callsOf(() => post('/auth/login', { email, password: 'wrong' }), 401);
    expect(await login('guessed@example.com')).toEqual(await login('nobody@example.com'));
  });
});

describe('a login with what an address was registered with', () => {
  const chosen = 'what a stranger has chosen';
  const login = (email: string, secret = chosen) =>
    post('/auth/login', { email, password: secret });

  it.each([
    ['that had an account', verified],
    ['that waits for its link', register],
    ['that nobody had', async () => {}],
  ])('is told the same at an address %s', async (name, before) => {
    const email = `${name.replaceAll(' ', '-')}@example.com`;
    await before(email);
    await post('/users', { email, password: chosen, name: 'Stranger' });
    calls = [];
    expect(outcomeOf(await login(email))).toBe('403 email-not-verified');
    const asked = ['read 2', 'read 4', 'write 3', 'read 1'];
    expect(calls).toEqual([...asked, 'write 1', 'write 1', 'write 1']);
    calls = [];
    expect(outcomeOf(await login(email, 'wrong'))).toBe('401 invalid-credentials');
    expect(calls).toEqual(asked);
  });

  it('is told no more once the link was followed, and leaves the owner his account', async () => {
    const email = 'followed@example.com';
    await verified(email);
    const { body } = await login(email, password);
    await auth.call('POST /users/me/password', {
      json: { currentPassword: password, newPassword: chosen },
      token: body.accessToken,
    });
    expect(outcomeOf(await login(email, password))).toBe('401 invalid-credentials');
    await post('/users', { email, password: 'of another stranger', name: 'Stranger' });
    expect((await login(email)).status).toBe(200);
  });

  it('is forgotten with the account', async () => {
    const email = 'forgotten@example.com';
    await verified(email);
    await post('/users', { email, password: chosen, name: 'Stranger' });
    const { body } = await login(email, password);
    await auth.call('POST /users/me/deletion', { json: { password }, token: body.accessToken });
    expect(outcomeOf(await login(email))).toBe('401 invalid-credentials');
  });
});

describe('another address', () => {
  it('asks as much whether somebody has it or not', async () => {
    await verified('holder@example.com');
    const move = async (name: string, email: string) => {
      const own = `${name}@example.com`;
      await verified(own);
      const { body } = await post('/auth/login', { email: own, password });
      const json = { email, password };
      const call = () => auth.call('PATCH /users/me', { json, token: body.accessToken });
      return callsOf(call, 200);
    };
    expect(await move('mover', 'holder@example.com')).toEqual(
      await move('shifter', 'free@example.com'),
    );
  });
});
