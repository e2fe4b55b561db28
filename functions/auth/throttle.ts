// Counts tries per account and per address, in the table, so that every instance sees them; each takes its place before it is heard.
import type { Clock } from '../../platform/clock.ts';
import { retryOn } from '../../platform/data/retry.ts';
import type { Table } from '../../platform/data/table.ts';
import { type Condition, exists, isNew, type Key, type Write } from '../../platform/data/write.ts';
import { AppError, isAppError } from '../../platform/errors.ts';
import { forgottenAt, type Strikes, struck, waitAt } from './domain/throttle.ts';
import { sha256 } from './secret-token.ts';

export type ThrottledAction = 'login' | 'register' | 'password-reset' | 'change-email';

/** What tries are counted by: the address of the account and that of the network. */
export interface Tried {
  readonly account: string;
  readonly sourceIp: string;
}

/** A try that was let in. It counts, unless one of these is called. */
export interface Tries {
  /** It was no guess: as if it had not been made. */
  giveBack(): Promise<void>;
  /** The account has shown itself to be its owner's. */
  clear(): Promise<void>;
  /** Clears in the transaction of what the owner came for. */
  clearWith<T>(commit: (writes: readonly Write[]) => Promise<T>): Promise<T>;
}

export interface Throttle {
  /** Counts the try before it is heard, so that of many at once no more are heard than one after another. Throws `rate-limited`. */
  admit(action: ThrottledAction, tried: Tried): Promise<Tries>;
}

/** What was found at a key, and what the try has made of it. */
interface Place {
  readonly key: Key;
  readonly before: Strikes | undefined;
  readonly after: Strikes;
}

class Moved extends Error {}

const moved = () => new Moved();

const isMoved = (error: unknown): boolean => error instanceof Moved;

/** Each lost race means that another try was counted or given back: five in a row are rare. */
const races = 20;

const keyOf = (action: ThrottledAction, kind: string, value: string): Key => ({
  pk: `STRIKES#${action}#${kind}#${sha256(value)}`,
  sk: 'STRIKES',
});

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
const refusal = (action: ThrottledAction, waitMs: number): AppError => {
  const retryAfter = Math.ceil(waitMs / 1000);
  return new AppError('rate-limited', {
    retryAfter,
    headers: {
      'ratelimit-policy': `"${action}";q=5;w=60`,
      ratelimit: `"${action}";r=0;t=${retryAfter}`,
    },
  });
};

const stillIs = (strikes: Strikes | undefined): Condition =>
  strikes === undefined
    ? isNew
    : {
        expression: '#count = :count AND lastAt = :lastAt',
        names: { '#count': 'count' },
        values: { ':count': strikes.count, ':lastAt': strikes.lastAt },
      };

const itemOf = (key: Key, { count, lastAt }: Strikes) => ({
  ...key,
  count,
  lastAt,
  expiresAt: Math.ceil(forgottenAt({ count, lastAt }) / 1000),
});

const taken = ({ key, before, after }: Place): Write => ({
  put: itemOf(key, after),
  condition: stillIs(before),
  refused: moved,
});

const restored = ({ key, before, after }: Place): Write => ({
  ...(before === undefined ? { remove: key } : { put: itemOf(key, before) }),
  condition: stillIs(after),
  refused: moved,
});

const oneLess = ({ key }: Place): Write => ({
  update: key,
  change: {
    expression: 'ADD #count :less',
    names: { '#count': 'count' },
    values: { ':less': -1 },
  },
  condition: exists,
  refused: moved,
});

/** A wrong guess stays counted; what was none is given back. */
export const counted = async <T>(tries: Tries, work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error, 'invalid-credentials')) await tries.giveBack();
    throw error;
  }
};

export const createThrottle = ({ table, clock }: { table: Table; clock: Clock }): Throttle => {
  const find = (keys: readonly Key[]) => Promise.all(keys.map((key) => table.get<Strikes>(key)));

  /** Both places or none. */
  const takeOnce = async (
    action: ThrottledAction,
    keys: readonly [Key, Key],
  ): Promise<readonly [Place, Place]> => {
    const now = clock.now();
    const known = await find(keys);
    const wait = Math.max(...known.map((strikes) => waitAt(strikes, now)));
    if (wait > 0) throw refusal(action, wait);
    const [account, address] = [keys[0], keys[1]].map((key, index): Place => {
      const before = known[index];
      return { key, before, after: struck(before, now) };
    }) as [Place, Place];
    await table.transact([taken(account), taken(address)]);
    return [account, address];
  };

  const take = async (action: ThrottledAction, keys: readonly [Key, Key]) => {
    try {
      return await retryOn(isMoved, () => takeOnce(action, keys), races);
    } catch (error) {
      // So many at once that none gets through.
      throw isAppError(error, 'overloaded') ? refusal(action, 1) : error;
    }
  };

  const unless = async (moving: () => Promise<void>, otherwise: () => Promise<void>) => {
    try {
      await moving();
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await otherwise();
    }
  };

  /** As it was found; where others were counted since, one less. */
  const giveBack = (place: Place): Promise<void> =>
    unless(
      () => table.transact([restored(place)]),
      () =>
        unless(
          () => table.transact([oneLess(place)]),
          // Cleared meanwhile: there is nothing left to give back.
          async () => {},
        ),
    );

  return {
    admit: async (action, { account, sourceIp }) => {
      const [byAccount, byAddress] = await take(action, [
        keyOf(action, 'account', account),
        keyOf(action, 'address', sourceIp),
      ]);
      const clearing = [{ remove: byAccount.key }, restored(byAddress)];
      const clear = async () => {
        await Promise.all([table.transact([{ remove: byAccount.key }]), giveBack(byAddress)]);
      };
      return {
        giveBack: async () => {
          await Promise.all([giveBack(byAccount), giveBack(byAddress)]);
        },
        clear: () => unless(() => table.transact(clearing), clear),
        clearWith: async (commit) => {
          try {
            return await commit(clearing);
          } catch (error) {
            if (!(error instanceof Moved)) throw error;
          }
          await clear();
          return commit([]);
        },
      };
    },
  };
};
