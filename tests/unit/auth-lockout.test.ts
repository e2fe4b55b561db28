// A stranger who guesses for a day: few guesses are heard, and the owner gets in.

import { describe, expect, it } from 'vitest';
import {
  ofGuesser,
  ofMails,
  ofNetwork,
  ofStrangers,
  type Policy,
  type Strikes,
  struck,
  waitAt,
} from '../../functions/auth/domain/throttle.ts';
import type { Tried } from '../../functions/auth/throttling/counters.ts';
import { createKnownDevices } from '../../functions/auth/throttling/known-devices.ts';
import { createThrottle } from '../../functions/auth/throttling/throttle.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const day = 86_400_000;
const account = 'owner@example.com';
const home = '198.51.100.7';

const start = async () => {
  const clock = testClock();
  const table = createMemoryTable();
  const seals = async () => createSeals('a key');
  const devices = createKnownDevices({ table, seals, clock, newId });
  const throttle = createThrottle({ table, clock, devices });
  await table.transact([devices.rememberNetwork(account, home)]);

  /** Milliseconds to wait; 0 when the guess was heard, and was wrong. */
  const guess = async (tried: Tried): Promise<number> => {
    try {
      await throttle.admitGuess(tried);
      return 0;
    } catch (error) {
      if (!isAppError(error, 'rate-limited')) throw error;
      return (error.options.retryAfter ?? 0) * 1000;
    }
  };

  /** With the right password. */
  const login = async (tried: Tried): Promise<boolean> => {
    try {
      await (await throttle.admitGuess(tried)).clear();
      return true;
    } catch {
      return false;
    }
  };
  return { clock, table, devices, guess, login };
};

/** How long the stranger pauses before the next guess. */
interface Attack {
  readonly from: (guess: number) => string;
  readonly pauseMs: (guess: number, waitMs: number) => number;
}

const asSoonAsHeard = (_: number, waitMs: number) => waitMs + 50;
const one = () => '203.0.113.1';
const attacks: Readonly<Record<string, Attack>> = {
  'from one address, whenever it is heard': { from: one, pauseMs: asSoonAsHeard },
  'from one address, four at a time with pauses that let counts be forgotten': {
    from: one,
    pauseMs: (guess, waitMs) => (guess % 4 === 3 ? 61_000 : waitMs + 10),
  },
  'from every address of one IPv6 subscriber': {
    from: (guess) => `2001:db8:1:2:${guess.toString(16)}::1`,
    pauseMs: asSoonAsHeard,
  },
  'from a new address each time': {
    from: (guess) => `10.${(guess >> 16) & 255}.${(guess >> 8) & 255}.${guess & 255}`,
    pauseMs: (guess, waitMs) => Math.min(waitMs + 50, 20_000 + (guess % 7) * 1000),
  },
  'from a thousand addresses in turn': {
    from: (guess) => `10.1.${(guess % 1000) >> 8}.${(guess % 1000) & 255}`,
    pauseMs: () => 15_000,
  },
};

type World = Awaited<ReturnType<typeof start>>;

/** Share of the owner's logins that were let in, at 400 times of the day, and the guesses that were heard. */
const simulate = async (
  { from, pauseMs }: Attack,
  owner: (world: World, number: number) => Promise<boolean>,
) => {
  const world = await start();
  const { clock, guess } = world;
  const began = clock.now();
  let heard = 0;
  let guesses = 0;
  let nextGuess = began;
  let letIn = 0;
  // Numbers that look random, the same each time.
  const times = Array.from({ length: 400 }, (_, n) => began + ((n * 0.618_034) % 1) * day);
  for (const time of times.sort((a, b) => a - b)) {
    while (nextGuess <= time) {
      clock.advance(nextGuess - clock.now());
      const wait = await guess({ account, sourceIp: from(guesses) });
      if (wait === 0) heard += 1;
      nextGuess += Math.max(1, Math.ceil(pauseMs(guesses, wait)));
      guesses += 1;
    }
    clock.advance(Math.max(0, Math.ceil(time - clock.now())));
    if (await owner(world, times.indexOf(time))) letIn += 1;
  }
  return { share: letIn / times.length, heard };
};

describe.each(Object.entries(attacks))('a day of guesses %s', (name, attack) => {
  const isOneGuesser = !name.includes('new address') && !name.includes('thousand');

  it('leaves the owner in from a known network, and hears at most 120 of them', async () => {
    const owner = ({ login }: World) => login({ account, sourceIp: home });
    const { share, heard } = await simulate(attack, owner);
    expect(share).toBe(1);
    expect(heard).toBeLessThanOrEqual(62);
    expect(heard).toBeGreaterThan(40);
  });

  it('leaves a known device in, wherever it is', async () => {
    const { share } = await simulate(attack, async ({ devices, login }, number) => {
      const marker = await devices.mark(account, 'dev_1');
      const device = await devices.deviceOf(account, marker);
      return login({ account, sourceIp: `192.0.2.${number % 250}`, device });
    });
    expect(share).toBe(1);
  });

  it.runIf(isOneGuesser)('leaves the owner in from a network nobody knows', async () => {
    const owner = ({ login }: World, number: number) =>
      login({ account, sourceIp: `192.0.2.${number % 250}` });
    expect((await simulate(attack, owner)).share).toBe(1);
  });
});

it('strangers everywhere and one in a network of the owner are heard 120 times a day together', async () => {
  const { clock, guess } = await start();
  let heard = 0;
  for (let second = 0; second < day / 1000; second += 20) {
    clock.advance(20_000);
    const from = [home, `10.2.${(second / 20) >> 8}.${(second / 20) & 255}`];
    for (const sourceIp of from) heard += (await guess({ account, sourceIp })) === 0 ? 1 : 0;
  }
  expect(heard).toBeGreaterThan(100);
  expect(heard).toBeLessThanOrEqual(120);
});

/** Waits in seconds after the first, second, third … of tries that each come as soon as they are heard. */
const waitsOf = (policy: Policy, tries: number): number[] => {
  let now = 0;
  let strikes: Strikes | undefined;
  return Array.from({ length: tries }, () => {
    now += waitAt(policy, strikes, now);
    strikes = struck(policy, strikes, now);
    return Math.round(waitAt(policy, strikes, now) / 1000);
  });
};

const doubled = [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256];

describe('waiting', () => {
  it('doubles from a second', () => {
    const waits = [ofNetwork, ofGuesser, ofMails].map((policy) => waitsOf(policy, 13));
    expect(waits[0]).toEqual(doubled);
    // Counts that fade are a little lower by then.
    for (const some of waits) {
      some.forEach((wait, index) => {
        expect(Math.abs(wait - (doubled[index] ?? 0))).toBeLessThanOrEqual(0.3 * wait);
      });
    }
  });

  it.each([
    ['a network', ofNetwork, 900],
    ['a guesser', ofGuesser, 2048],
    ['mails', ofMails, 1024],
    ['strangers', ofStrangers, 2048],
  ])('is bounded for %s', (_, policy, longest) => {
    const last = waitsOf(policy, 100).slice(30);
    expect(Math.max(...last)).toBeLessThanOrEqual(longest);
    expect(Math.min(...last)).toBeGreaterThan(0.45 * longest);
  });

  it('ends for everybody when nothing is tried', () => {
    for (const policy of [ofNetwork, ofGuesser, ofMails, ofStrangers]) {
      const strikes = { count: 17.5, lastAt: 0 };
      expect(waitAt(policy, strikes, policy.waitAfter(17.5))).toBe(0);
      expect(struck(policy, strikes, policy.forgottenAfter(17.5)).count).toBe(1);
    }
  });
});

it('what is counted is kept until it is forgotten, and no longer', async () => {
  const { clock, table, guess } = await start();
  await guess({ account, sourceIp: '203.0.113.1' });
  const kept = table.all().filter(({ sk }) => sk === 'STRIKES');
  const seconds = clock.now() / 1000;
  expect(kept.map(({ expiresAt }) => Number(expiresAt) - seconds).sort((a, b) => a - b)).toEqual([
    60, 2048, 2048,
  ]);
});
