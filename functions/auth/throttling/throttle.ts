// Who may try, and how soon again; each try takes its place before it is heard, so that of many at once no more are heard than of one after another.

import { retryOn } from '../../../platform/data/retry.ts';
import type { Key, Table, Write } from '../../../platform/data/table.ts';
import { networkOf } from '../../../platform/http/network.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { AppError, isAppError } from '../../../platform/kernel/errors.ts';
import { ofGuesser, ofMails, ofNetwork, ofStrangers } from '../domain/throttle.ts';
import { sha256 } from '../secret-token.ts';
import type { KnownDevices } from './known-devices.ts';
import { type Counter, giveBack, look, Moved, type Place, restored, taken } from './strikes.ts';

/** What sends a mail, however often it is right. */
export type MailingAction = 'register' | 'password-reset' | 'change-email';

export interface Tried {
  /** Address of the account, or its id where the caller has shown a token of it. */
  readonly account: string;
  readonly sourceIp: string;
  /** What has shown that it was let in before: a marked device, or the session of a token. */
  readonly device?: string;
}

/** A try that was let in. It counts, unless one of these is called. */
export interface Tries {
  /** It was no guess: as if it had not been made. */
  giveBack(): Promise<void>;
  /** It was the owner: the guesser starts over, what others share with it is given back. */
  clear(): Promise<void>;
  /** Clears in the transaction of what the owner came for. */
  clearWith<T>(commit: (writes: readonly Write[]) => Promise<T>): Promise<T>;
}

/** Both throw `rate-limited`. */
export interface Throttle {
  /** A known device is counted by itself, everybody else by network; networks the account was never opened from share a ceiling. */
  admitGuess(tried: Tried): Promise<Tries>;
  admitMail(action: MailingAction, tried: Omit<Tried, 'device'>): Promise<void>;
}

/** Each lost race means that another try was counted or given back: five in a row are rare. */
const races = 20;

const isMoved = (error: unknown): boolean => error instanceof Moved;

const keyOf = (action: string, kind: string, value: string): Key => ({
  pk: `STRIKES#${action}#${kind}#${sha256(value)}`,
  sk: 'STRIKES',
});

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
const refusal = (action: string, waitMs: number): AppError => {
  const retryAfter = Math.ceil(waitMs / 1000);
  return new AppError('rate-limited', {
    retryAfter,
    headers: {
      'ratelimit-policy': `"${action}";q=5;w=60`,
      ratelimit: `"${action}";r=0;t=${retryAfter}`,
    },
  });
};

/** A wrong guess stays counted; what was none is given back. */
export const counted = async <T>(tries: Tries, work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error, 'invalid-credentials')) await tries.giveBack();
    throw error;
  }
};

/** First that of the guesser itself, then what it shares with others. */
type Counters = readonly [Counter, ...Counter[]];

export const createThrottle = ({
  table,
  clock,
  devices,
}: {
  table: Table;
  clock: Clock;
  devices: Pick<KnownDevices, 'isKnownNetwork'>;
}): Throttle => {
  const takeOnce = async (
    action: string,
    counters: Counters,
  ): Promise<readonly [Place, ...Place[]]> => {
    const { places, waitMs } = await look(table, counters, clock.now());
    if (waitMs > 0) throw refusal(action, waitMs);
    await table.transact(places.map(taken));
    return places;
  };

  /** All places or none. */
  const take = async (action: string, counters: Counters) => {
    try {
      return await retryOn(isMoved, () => takeOnce(action, counters), races);
    } catch (error) {
      // So many at once that none gets through.
      throw isAppError(error, 'overloaded') ? refusal(action, 1) : error;
    }
  };

  const countersOf = async ({ account, sourceIp, device }: Tried): Promise<Counters> => {
    const guesser = (kind: string, name: string): Counter => ({
      key: keyOf('login', kind, `${account}\n${name}`),
      policy: ofGuesser,
    });
    if (device !== undefined) return [guesser('device', device)];
    const network = networkOf(sourceIp);
    const isKnown = await devices.isKnownNetwork(account, sourceIp);
    const strangers = { key: keyOf('login', 'account', account), policy: ofStrangers };
    return [
      guesser('guesser', network),
      { key: keyOf('login', 'network', network), policy: ofNetwork },
      ...(isKnown ? [] : [strangers]),
    ];
  };

  const triesOf = ([guesser, ...shared]: readonly [Place, ...Place[]]): Tries => {
    const forgotten = { remove: guesser.key };
    const giveBackAll = async (places: readonly Place[]) => {
      await Promise.all(places.map((place) => giveBack(table, place)));
    };
    const clear = async () => {
      await Promise.all([table.transact([forgotten]), giveBackAll(shared)]);
    };
    return {
      giveBack: () => giveBackAll([guesser, ...shared]),
      clear,
      clearWith: async (commit) => {
        try {
          return await commit([forgotten, ...shared.map(restored)]);
        } catch (error) {
          if (!(error instanceof Moved)) throw error;
        }
        await clear();
        return commit([]);
      },
    };
  };

  return {
    admitGuess: async (tried) => triesOf(await take('login', await countersOf(tried))),
    admitMail: async (action, { account, sourceIp }) => {
      await take(action, [
        { key: keyOf(action, 'account', account), policy: ofMails },
        { key: keyOf(action, 'network', networkOf(sourceIp)), policy: ofNetwork },
      ]);
    },
  };
};
