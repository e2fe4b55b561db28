// The rules of auth by hand: waits, sessions, devices and keys, each at the moment where the answer changes.
import { describe, expect, it } from 'vitest';
import {
  emptyKeySet,
  type KeySet,
  parseKeySet,
  publicJwkOf,
  rotate,
  signingKeyOf,
} from '../../functions/auth/domain/key-set.ts';
import { expiryOf, isAlive, type Session } from '../../functions/auth/domain/session.ts';
import {
  countAt,
  forgottenAt,
  ofGuesser,
  ofMails,
  ofNetwork,
  ofStrangers,
  struck,
  waitAt,
} from '../../functions/auth/domain/throttle.ts';
import { newUser } from '../../functions/auth/domain/user.ts';
import { createKnownDevices } from '../../functions/auth/throttling/known-devices.ts';
import { createThrottle } from '../../functions/auth/throttling/throttle.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { refusal } from '../support/refusals.ts';

const policies = { ofNetwork, ofGuesser, ofStrangers, ofMails };
type Name = keyof typeof policies;

describe('tries', () => {
  it.each([
    ['ofNetwork', 0, 0],
    ['ofNetwork', 4.49, 0],
    ['ofNetwork', 5, 1_000],
    ['ofNetwork', 6, 2_000],
    ['ofNetwork', 14, 512_000],
    ['ofNetwork', 15, 900_000],
    ['ofGuesser', 4, 0],
    ['ofGuesser', 5, 1_000],
    ['ofGuesser', 16, 2_048_000],
    ['ofGuesser', 17, 2_048_000],
    ['ofStrangers', 17, 0],
    ['ofStrangers', 18, 2_048_000],
    ['ofStrangers', 20, 6_144_000],
    ['ofMails', 5, 1_000],
    ['ofMails', 15, 1_024_000],
    ['ofMails', 16, 1_024_000],
  ] as [Name, number, number][])('%s: after %d the next waits %d ms', (name, count, wait) => {
    expect(policies[name].waitAfter(count)).toBe(wait);
    const strikes = { count, lastAt: 5_000 };
    expect(waitAt(policies[name], count === 0 ? undefined : strikes, 5_000)).toBe(wait);
  });

  it('with half of one faded wait for a root of it', () => {
    expect(ofGuesser.waitAfter(4.5)).toBeCloseTo(707.1, 1);
  });

  it.each([
    ['ofNetwork', 5, 59_999, 5],
    ['ofNetwork', 5, 60_000, 0],
    ['ofNetwork', 15, 1_799_999, 15],
    ['ofNetwork', 15, 1_800_000, 0],
    ['ofGuesser', 3, 2_048_000, 2],
    ['ofGuesser', 3, 1_024_000, 2.5],
    ['ofGuesser', 1, 4_096_000, 0],
    ['ofStrangers', 3, 2_048_000, 2],
    ['ofMails', 3, 1_024_000, 2],
    ['ofMails', 1, 1_024_000, 0],
  ] as [Name, number, number, number][])('%s: of %d %d ms of quiet leave %d', (...row) => {
    const [name, count, quiet, left] = row;
    expect(policies[name].leftAfter(count, quiet)).toBe(left);
    expect(countAt(policies[name], { count, lastAt: 7 }, 7 + quiet)).toBe(left);
  });

  it.each([
    ['ofNetwork', 1, 60_000],
    ['ofNetwork', 15, 1_800_000],
    ['ofGuesser', 3, 6_144_000],
    ['ofStrangers', 2, 4_096_000],
    ['ofMails', 2, 2_048_000],
  ] as [Name, number, number][])('%s: %d are forgotten after %d ms', (name, count, after) => {
    expect(forgottenAt(policies[name], { count, lastAt: 7 })).toBe(7 + after);
  });

  it('count one more than is left, and nothing of what has not been', () => {
    expect(struck(ofNetwork, undefined, 5)).toEqual({ count: 1, lastAt: 5 });
    expect(struck(ofNetwork, { count: 3, lastAt: 0 }, 59_999)).toEqual({
      count: 4,
      lastAt: 59_999,
    });
    expect(struck(ofNetwork, { count: 3, lastAt: 0 }, 60_000)).toEqual({
      count: 1,
      lastAt: 60_000,
    });
    expect(countAt(ofGuesser, { count: 3, lastAt: 1_000 }, 0)).toBe(3);
    expect(countAt(ofGuesser, undefined, 0)).toBe(0);
  });

  it('wait no longer than the rest of their wait', () => {
    const strikes = { count: 6, lastAt: 10_000 };
    expect([10_000, 11_999, 12_000, 20_000].map((now) => waitAt(ofNetwork, strikes, now))).toEqual([
      2_000, 1, 0, 0,
    ]);
    expect(waitAt(ofGuesser, { count: 1, lastAt: 0 }, 9_000_000)).toBe(0);
  });
});

describe('who tries', () => {
  const start = () => {
    const clock = testClock();
    const table = createMemoryTable();
    let ids = 0;
    const devices = createKnownDevices({
      table,
      clock,
      seals: async () => createSeals('a key'),
      newId: (prefix) => {
        ids += 1;
        return `${prefix}_${ids}`;
      },
    });
    return { clock, table, devices, throttle: createThrottle({ table, clock, devices }) };
  };
  const tried = { account: 'ada@example.com', sourceIp: '198.51.100.7' };

  it('too often is told in whole seconds when to come again', async () => {
    const { clock, throttle } = start();
    for (let count = 0; count < 6; count += 1) {
      await throttle.admitGuess(tried);
      clock.advance(count < 4 ? 0 : 1_000);
    }
    clock.advance(-1_000 + 1);
    await expect(throttle.admitGuess(tried)).rejects.toThrow(
      refusal('rate-limited', {
        retryAfter: 2,
        headers: { 'ratelimit-policy': '"login";q=5;w=60', ratelimit: '"login";r=0;t=2' },
      }),
    );
    clock.advance(1_998);
    await expect(throttle.admitGuess(tried)).rejects.toThrow(
      refusal('rate-limited', { retryAfter: 1 }),
    );
    clock.advance(1);
    await throttle.admitGuess(tried);
  });

  it('for a mail is counted by account and by network, each action alone', async () => {
    const { throttle } = start();
    for (let count = 0; count < 5; count += 1) await throttle.admitMail('register', tried);
    await expect(throttle.admitMail('register', tried)).rejects.toThrow(
      refusal('rate-limited', { retryAfter: 1 }),
    );
    await throttle.admitMail('password-reset', tried);
    const elsewhere = { ...tried, sourceIp: '203.0.113.1' };
    await expect(throttle.admitMail('register', elsewhere)).rejects.toThrow(
      refusal('rate-limited'),
    );
    const other = { ...tried, account: 'bob@example.com' };
    await expect(throttle.admitMail('register', other)).rejects.toThrow(refusal('rate-limited'));
    await throttle.admitMail('register', { ...other, sourceIp: '203.0.113.1' });
  });

  it('where the table is too busy is told to come again in a second', async () => {
    const { clock, table, devices } = start();
    const busy = {
      ...table,
      transact: () => Promise.reject(Object.assign(new Error(), { name: 'x' })),
    };
    const throttle = createThrottle({ table: busy, clock, devices });
    await expect(throttle.admitMail('register', tried)).rejects.toMatchObject({ name: 'x' });
  });

  it('from a device that was marked is known by it for 180 days', async () => {
    const { clock, devices } = start();
    const marker = await devices.mark(tried.account, undefined);
    const deviceOf = (account = tried.account, given: string | undefined = marker) =>
      devices.deviceOf(account, given);
    expect(await deviceOf()).toBe('dev_1');
    expect(await deviceOf('bob@example.com')).toBeUndefined();
    expect(await deviceOf(tried.account, 'no marker')).toBeUndefined();
    expect(await devices.deviceOf(tried.account, undefined)).toBeUndefined();
    expect(await deviceOf(tried.account, await devices.mark(tried.account, 'dev_7'))).toBe('dev_7');
    clock.advance((15_552_000 - 1) * 1_000);
    expect(await deviceOf()).toBe('dev_1');
    clock.advance(1_000);
    expect(await deviceOf()).toBeUndefined();
  });

  it('from a network of his own is known by it for 180 days', async () => {
    const { clock, table, devices } = start();
    const isKnown = () => devices.isKnownNetwork(tried.account, tried.sourceIp);
    expect(await isKnown()).toBe(false);
    await table.transact([devices.rememberNetwork(tried.account, tried.sourceIp)]);
    expect(table.all()[0]).toMatchObject({ expiresAt: 1_767_225_600 + 15_552_000 });
    clock.advance((15_552_000 - 1) * 1_000);
    expect(await isKnown()).toBe(true);
    expect(await devices.isKnownNetwork('bob@example.com', tried.sourceIp)).toBe(false);
    clock.advance(1_000);
    expect(await isKnown()).toBe(false);
  });
});

describe('a session', () => {
  const session: Session = {
    ...{ id: 's', userId: 'u', clientId: 'tandem', epoch: 1, familyHash: 'f', currentHash: 'c' },
    ...{ createdAt: 0, rotatedAt: 0, userAgent: '' },
  };
  const user = {
    ...newUser('u', { email: 'a@b.example', name: 'A', passwordHash: '' }, ''),
    status: 'active',
  } as const;

  it.each([
    [0, 604_800_000],
    [1_987_200_000, 2_592_000_000],
    [2_500_000_000, 2_592_000_000],
  ])('that was used at %d ends at %d', (rotatedAt, end) => {
    const used = { ...session, rotatedAt };
    expect(expiryOf(used)).toBe(end);
    expect([isAlive(used, user, end - 1), isAlive(used, user, end)]).toEqual([true, false]);
  });
});

describe('signing keys', () => {
  const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' } as const;
  const start = () => {
    let count = 0;
    const newKey = () => {
      count += 1;
      return { kid: `k${count}`, jwk };
    };
    return (set: KeySet, now: number) => rotate(set, { now, newKey });
  };
  const timesOf = ({ keys }: KeySet) =>
    keys.map(({ kid, publishedAt, signsFrom }) => [kid, publishedAt, signsFrom]);

  it('are two at first, one that signs and one that is next', () => {
    const set = start()(emptyKeySet, 1_000);
    expect(timesOf(set)).toEqual([
      ['k1', 0, 0],
      ['k2', 0, undefined],
    ]);
    expect(signingKeyOf(set, 0)?.kid).toBe('k1');
    expect(signingKeyOf(emptyKeySet, 1_000)).toBeUndefined();
  });

  it('sign a quarter of an hour after they were published, and stay an hour after they stopped', () => {
    const turn = start();
    const once = turn(turn(emptyKeySet, 0), 1_000);
    expect(timesOf(once)).toEqual([
      ['k1', 0, 0],
      ['k2', 0, 1_000],
      ['k3', 1_000, undefined],
    ]);
    const twice = turn(once, 1_500);
    expect(timesOf(twice).slice(2)).toEqual([
      ['k3', 1_000, 1_900],
      ['k4', 1_500, undefined],
    ]);
    expect([1_899, 1_900].map((now) => signingKeyOf(twice, now)?.kid)).toEqual(['k2', 'k3']);
    expect(timesOf(turn(once, 4_599)).map(([kid]) => kid)).toContain('k1');
    expect(timesOf(turn(once, 4_600)).map(([kid]) => kid)).not.toContain('k1');
  });

  it('are shown without what is private', () => {
    expect(publicJwkOf({ kid: 'k', jwk, publishedAt: 0 })).toEqual({
      ...{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k', use: 'sig', alg: 'ES256' },
    });
  });

  const key = { kid: 'k', jwk, publishedAt: 0 };
  it.each([
    [null, []],
    [undefined, []],
    [{}, []],
    [{ keys: 'k' }, []],
    [{ keys: [key] }, [key]],
  ])('in %j are %j', (value, keys) => {
    expect(parseKeySet(value)).toEqual({ keys });
  });

  it.each([
    { kid: '' },
    { kid: 7 },
    { publishedAt: '0' },
    { jwk: undefined },
    { jwk: { ...jwk, x: '' } },
    { jwk: { ...jwk, d: undefined } },
    { jwk: { ...jwk, crv: 'P-384' } },
  ])('with %j are in no format of ours', (changes) => {
    expect(() => parseKeySet({ keys: [key, { ...key, ...changes }] })).toThrow(
      'not in their format',
    );
  });
});
