// How long what auth makes is good, to the second: links, tokens, sessions, keys that are known, entries of the audit log.
import { describe, expect, it } from 'vitest';
import { auditWrite, emailHash } from '../../functions/auth/audit.ts';
import {
  beginEnrolment,
  checkIsEnrolled,
  enrolled,
} from '../../functions/auth/credentials/mfa-enrolment.ts';
import { recoveryHash, stepAt, totpAt } from '../../functions/auth/credentials/totp.ts';
import { emptyKeySet, rotate } from '../../functions/auth/domain/key-set.ts';
import type { User } from '../../functions/auth/domain/user.ts';
import { newUser } from '../../functions/auth/domain/user.ts';
import { generateKey } from '../../functions/auth/keys/key-rotation.ts';
import { createSigningKeys } from '../../functions/auth/keys/signing-keys.ts';
import { createSealedPages } from '../../functions/auth/pages.ts';
import { createMailLinks } from '../../functions/auth/registration/mail-links.ts';
import { createAccessTokens } from '../../functions/auth/sessions/access-tokens.ts';
import {
  decodeRefreshToken,
  encodeRefreshToken,
} from '../../functions/auth/sessions/refresh-token.ts';
import { createSessions } from '../../functions/auth/sessions/sessions.ts';
import type { MailToken } from '../../functions/auth/writes.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { codeOf } from '../support/refusals.ts';

const nowSeconds = 1_767_225_600;
const user: User = {
  ...newUser(`usr_${'1'.repeat(32)}`, { email: 'ada@b.example', name: 'A', passwordHash: '' }, ''),
  status: 'active',
};

describe('a link of a mail', () => {
  const start = (kept: Partial<MailToken> = {}, owner: User | undefined = user) => {
    const clock = testClock();
    const token = {
      purpose: 'password-reset',
      userId: user.id,
      epoch: 1,
      expiresAt: nowSeconds + 1_800,
    };
    const store = {
      mailToken: async () => ({ ...token, ...kept }) as MailToken,
      user: async () => owner,
    };
    return { clock, links: createMailLinks(store, clock) };
  };
  const opens = ({ links }: ReturnType<typeof start>) =>
    links.open('token', ['password-reset']).then(
      ({ link, user: owner }) => [link.purpose, owner.id],
      (error) => error.code,
    );

  it('is good for half an hour, and at its end no more', async () => {
    const started = start();
    const { write, token } = started.links.issue(user, 'password-reset', {
      email: 'new@b.example',
    });
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(write).toMatchObject({
      put: {
        purpose: 'password-reset',
        userId: user.id,
        epoch: 1,
        moves: 0,
        expiresAt: nowSeconds + 1_800,
        email: 'new@b.example',
      },
    });
    started.clock.advance(1_799_999);
    expect(await opens(started)).toEqual(['password-reset', user.id]);
    started.clock.advance(1);
    expect(await opens(started)).toBe('invalid-token');
  });

  it('is good for what it was made for, while there is who it was made for', async () => {
    expect(await opens(start({ purpose: 'verify-email' } as never))).toBe('invalid-token');
    const { links } = start();
    const nobody = createMailLinks(
      { mailToken: async () => undefined, user: async () => user },
      testClock(),
    );
    await expect(nobody.open('token', ['password-reset'])).rejects.toMatchObject({
      code: 'invalid-token',
    });
    expect(links.decoys(3)).toHaveLength(3);
    expect(links.decoys(0)).toEqual([]);
  });
});

describe('a second factor', () => {
  it('comes with ten codes for a lost device, and counts after the first code of a device', () => {
    const { mfaPending, shown } = beginEnrolment(user);
    expect(new Set(shown.recoveryCodes).size).toBe(10);
    expect(mfaPending.recoveryHashes).toEqual(shown.recoveryCodes.map(recoveryHash));
    const now = nowSeconds * 1_000;
    const waiting = { ...user, mfaPending };
    for (const offset of [-1, 0, 1]) {
      const step = stepAt(now) + offset;
      expect(enrolled(waiting, totpAt(shown.secret, step), now).mfa?.lastStep).toBe(step);
    }
    const codes = [totpAt(shown.secret, stepAt(now) - 2), shown.recoveryCodes[0] ?? '', ''];
    for (const code of codes) {
      expect(codeOf(() => enrolled(waiting, code, now))).toBe('invalid-credentials');
    }
    const on = enrolled(waiting, totpAt(shown.secret, stepAt(now)), now);
    expect(on).not.toHaveProperty('mfaPending');
    expect(codeOf(() => enrolled(user, '000000', now))).toBe('invalid-state');
    expect(codeOf(() => beginEnrolment(on))).toBe('already-exists');
    expect(codeOf(() => checkIsEnrolled(on))).toBeUndefined();
    expect(codeOf(() => checkIsEnrolled(user))).toBe('invalid-state');
  });
});

const keysOf = () => {
  const clock = testClock();
  let reads = 0;
  let secret = JSON.stringify(rotate(emptyKeySet, { now: nowSeconds, newKey: generateKey }));
  const keys = createSigningKeys({
    clock,
    read: async () => {
      reads += 1;
      return secret;
    },
  });
  const change = (text: string) => {
    secret = text;
  };
  return { clock, keys, reads: () => reads, change };
};

describe('signing keys', () => {
  it('are read again after a second for who asks for them, after ten for who signs', async () => {
    const { clock, keys, reads } = keysOf();
    const { keys: shown } = await keys.published();
    expect(shown).toHaveLength(2);
    clock.advance(999);
    await keys.published();
    expect(reads()).toBe(1);
    clock.advance(1);
    await keys.published();
    expect(reads()).toBe(2);
    clock.advance(9_999);
    await keys.sign({});
    expect(reads()).toBe(2);
    clock.advance(1);
    await keys.sign({});
    expect(reads()).toBe(3);
  });

  it('of which there is none yet are our trouble', async () => {
    const { keys, change } = keysOf();
    change('{}');
    await expect(keys.sign({})).rejects.toMatchObject({
      code: 'overloaded',
      options: { retryAfter: 1 },
    });
  });
});

describe('an access token', () => {
  it('is good for ten minutes, and says who may do what', async () => {
    const { clock, keys } = keysOf();
    const options = {
      issuer: 'http://issuer',
      audience: 'tandem',
      keys,
      clock,
      newId: countingIds(),
    };
    const issue = createAccessTokens(options);
    const claims = async (session?: string) => {
      const grant = {
        subject: 'usr_1',
        clientId: 'tandem',
        roles: ['customer'],
        scopes: ['a', 'b'],
      };
      const token = await issue({ ...grant, ...(session && { session }) });
      return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    };
    const common = {
      ...{ iss: 'http://issuer', aud: 'tandem', sub: 'usr_1', client_id: 'tandem', scope: 'a b' },
      ...{ iat: nowSeconds, exp: nowSeconds + 600, roles: ['customer'], jti: expect.any(String) },
    };
    expect(await claims()).toEqual(common);
    expect(await claims('ses_1')).toEqual({ ...common, sid: 'ses_1' });
  });
});

describe('a session', () => {
  it('begins now, and remembers 200 characters of whoever opened it', async () => {
    const commits: { pk: string; writes: readonly unknown[] }[] = [];
    const sessions = createSessions({
      commit: async (work) => void commits.push(work),
      issueTokens: async () => 'tokens' as never,
      clock: testClock(),
      newId: countingIds(),
    });
    const causation = { correlationId: 'r', causationId: 'r' };
    const other = { remove: { pk: 'P', sk: 'S' } };
    const opened = { clientId: 'tandem', userAgent: 'a'.repeat(201), causation, writes: [other] };
    expect(await sessions.open(user, opened)).toBe('tokens');
    const [put, more] = commits[0]?.writes ?? [];
    const now = nowSeconds * 1_000;
    expect(put).toMatchObject({
      put: {
        userId: user.id,
        epoch: 1,
        createdAt: now,
        rotatedAt: now,
        userAgent: 'a'.repeat(200),
      },
    });
    expect(more).toBe(other);
  });

  it('is found by its refresh token, whose parts are each in their place', () => {
    const parts = {
      userId: `usr_${'1'.repeat(32)}`,
      sessionId: `ses_${'2'.repeat(32)}`,
      family: Buffer.alloc(16, 3),
      secret: Buffer.alloc(32, 4),
    };
    const text = encodeRefreshToken(parts);
    expect(Buffer.from(text, 'base64url').toString('hex')).toBe(
      `${'1'.repeat(32)}${'2'.repeat(32)}${'03'.repeat(16)}${'04'.repeat(32)}`,
    );
    expect(decodeRefreshToken(text)).toEqual(parts);
    expect(decodeRefreshToken(text.slice(0, -2))).toBeUndefined();
    expect(decodeRefreshToken(`${text}AA`)).toBeUndefined();
    expect(decodeRefreshToken(`${text}=`)).toBeUndefined();
  });
});

it('an entry of the audit log is kept for a year of its day', () => {
  const write = auditWrite(
    'roles-changed',
    { actor: 'usr_1', roles: ['admin'] },
    { clock: testClock(), id: 'aud_1' },
  );
  expect(write).toEqual({
    put: {
      pk: 'AUDIT#2026-01-01',
      sk: '2026-01-01T00:00:00.000Z#aud_1',
      event: 'roles-changed',
      at: '2026-01-01T00:00:00.000Z',
      actor: 'usr_1',
      roles: ['admin'],
      expiresAt: nowSeconds + 31_536_000,
    },
  });
  expect(emailHash('Ada@B.example')).toBe(emailHash('ada@b.example'));
  expect(emailHash('ada@b.example')).toMatch(/^[\w-]{22}$/);
});

it('a page that is full has one behind it, for whoever asked', async () => {
  const pages = createSealedPages(async () => createSeals('key'));
  const asked: object[] = [];
  const page = (count: number, cursor?: string) =>
    pages(
      { binding: 'list', cursor, limit: 2 },
      async (options) => {
        asked.push(options);
        return Array.from({ length: count }, (_, index) => `item ${index}`);
      },
      (item) => item,
    );
  const { nextCursor, items } = await page(2);
  expect(items).toEqual(['item 0', 'item 1']);
  expect((await page(1, nextCursor ?? '')).nextCursor).toBeNull();
  expect(asked).toEqual([
    { after: undefined, limit: 2 },
    { after: 'item 1', limit: 2 },
  ]);
});
