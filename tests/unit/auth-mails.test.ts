// What an account sends out over its life: which mail goes to whom, and what other services hear; and pages of what there is much of.
import { beforeEach, expect, it } from 'vitest';
import { auditWrite } from '../../functions/auth/audit.ts';
import { stepAt, totpAt } from '../../functions/auth/credentials/totp.ts';
import { writes } from '../../functions/auth/writes.ts';
import { startAuth } from '../support/auth.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';

interface Sent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly template?: string; readonly email?: string; readonly token?: string };
}

const email = 'ada@example.com';
let table: ReturnType<typeof createMemoryTable>;
let clock: ReturnType<typeof testClock>;
let auth: ReturnType<typeof startAuth>;
let password: string;
let seen: Set<string>;
let link: string;
let at: string;
beforeEach(() => {
  table = createMemoryTable();
  clock = testClock();
  auth = startAuth(table, clock);
  password = 'correct horse battery staple';
  seen = new Set();
  at = email;
});

/** What has been said since this was asked last, and the link of the last mail. */
const said = (): string[] => {
  const all = table
    .all()
    .flatMap(({ messages }) => (messages ?? []) as { readonly envelope: Sent }[])
    .map(({ envelope }) => envelope)
    .filter(({ id }) => !seen.has(id));
  return all.map(({ id, type, data }) => {
    seen.add(id);
    link = data.token ?? link;
    return data.template === undefined ? type : `${data.template} ${data.email}`;
  });
};

const ask = async (route: string, json?: object, token?: string, id?: string) => {
  // Nobody waits for the one before.
  clock.advance(61_000);
  return auth.call(route, {
    ...(json && { json }),
    ...(token && { token }),
    ...(id && { params: { id } }),
  });
};
const logIn = async (): Promise<string> =>
  (await ask('POST /auth/login', { email: at, password })).body.accessToken;
const register = async (address = email) => {
  await ask('POST /users', { email: address, password, name: 'Ada' });
  const first = said();
  await ask('POST /users/verification', { token: link });
  return [first, said()];
};
const verified = 'auth.user-verified.v1';
const profile = 'auth.user-profile-changed.v1';

it('an account says each step to its owner, and to others what concerns them', async () => {
  const chosenAt = clock.now() + 61_000;
  await ask('POST /users', { email, password, name: 'Ada' });
  expect(said()).toEqual([`verify-email ${email}`]);
  const kept = table.all().find((item) => item.sk !== 'PROFILE' && 'passwordHash' in item);
  expect(kept?.expiresAt).toBe(chosenAt / 1000 + 30 * 86_400);
  await ask('POST /users/verification', { token: link });
  expect(said()).toEqual([verified]);
  await ask('POST /users', { email, password, name: 'Eve' });
  expect(said()).toEqual([`already-registered ${email}`]);

  await ask('PATCH /users/me', { name: 'Ada L' }, await logIn());
  expect(said()).toEqual([profile]);
  const newPassword = 'another horse battery staple';
  const change = { currentPassword: password, newPassword };
  await ask('POST /users/me/password', change, await logIn());
  expect(said()).toEqual([`password-changed ${email}`]);
  await ask('POST /auth/password-reset', { email });
  expect(said()).toEqual([`password-reset ${email}`]);
  password = 'a third horse battery staple';
  await ask('POST /auth/password-reset/confirm', { token: link, password });
  expect(said()).toEqual([`password-changed ${email}`]);

  const token = await logIn();
  const { body: mfa } = await ask('POST /users/me/mfa', { password }, token);
  expect(said()).toEqual([]);
  const otp = totpAt(mfa.secret, stepAt(clock.now() + 61_000));
  await ask('POST /users/me/mfa/confirm', { otp }, token);
  expect(said()).toEqual([`mfa-enabled ${email}`]);
  await ask('DELETE /users/me/mfa', { password, otp: mfa.recoveryCodes[0] }, token);
  expect(said()).toEqual([`mfa-disabled ${email}`]);
});

it('an account that moves is told at its new address, and whoever has that already at his own', async () => {
  expect(await register()).toEqual([[`verify-email ${email}`], [verified]]);
  await register('bob@example.com');
  await ask('PATCH /users/me', { email: 'bob@example.com', password }, await logIn());
  expect(said()).toEqual(['already-registered bob@example.com']);
  await ask('PATCH /users/me', { email: 'new@example.com', password }, await logIn());
  expect(said()).toEqual(['verify-email new@example.com']);
  await ask('POST /users/verification', { token: link });
  expect(said()).toEqual([profile]);
  at = 'new@example.com';
  await ask('POST /users/me/deletion', { password }, await logIn());
  expect(said()).toEqual(['auth.user-deletion-requested.v1']);
});

it('an account that is disabled is told so once', async () => {
  await register();
  await register('bob@example.com');
  const [ada, bob] = [email, 'bob@example.com'].map((address) =>
    table.all().find((item) => item.sk === 'PROFILE' && item.email === address),
  );
  await table.transact([{ put: { ...ada, roles: ['admin', 'customer'] } as never }]);
  const token = await logIn();
  for (const told of [['account-disabled bob@example.com'], []]) {
    await ask('POST /admin/users/{id}/disable', undefined, token, String(bob?.id));
    expect(said()).toEqual(told);
  }
});

it('lists are of twenty where nobody asks for more', async () => {
  await register();
  const user = table.all().find(({ sk }) => sk === 'PROFILE');
  await table.transact([{ put: { ...user, roles: ['admin', 'customer'] } as never }]);
  const token = await logIn();
  const [session] = await auth.store.sessions(String(user?.id));
  const numbers = Array.from({ length: 20 }, (_, index) => String(index).padStart(32, '0'));
  for (const number of numbers) {
    await table.transact([
      writes.putSession({ ...session, id: `ses_${number}` } as never),
      auditWrite('roles-changed', { actor: 'usr_1' }, { clock, id: `aud_${number}` }),
    ]);
  }
  const more = auditWrite(
    'roles-changed',
    { actor: 'usr_1' },
    { clock, id: `aud_${'f'.repeat(32)}` },
  );
  await table.transact([more]);
  for (const route of ['GET /users/me/sessions', 'GET /admin/audit']) {
    const { body } = await auth.call(route, { token });
    expect([route, body.items.length]).toEqual([route, 20]);
    const query = new URLSearchParams({ cursor: body.nextCursor });
    const { body: rest } = await auth.call(route, { token, query });
    expect([rest.items.length, rest.nextCursor]).toEqual([1, null]);
  }
});
