// Counts tries per account and per address, in the table, so that every instance sees them.
import type { Clock } from '../../platform/clock.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Key, Write } from '../../platform/data/write.ts';
import { AppError } from '../../platform/errors.ts';
import { countAt, forgottenAt, type Strikes, waitAt } from './domain/throttle.ts';
import { sha256 } from './secret-token.ts';

export type ThrottledAction = 'login' | 'register' | 'password-reset';

/** What tries are counted by: the address of the account and that of the network. */
export interface Tried {
  readonly account: string;
  readonly sourceIp: string;
}

export interface Tries {
  /** A try that counts: a wrong password, or any request that sends a mail. */
  strike(): Promise<void>;
  /** The account has shown itself to be its owner's. */
  clear(): Promise<void>;
}

export interface Throttle {
  /** Throws `rate-limited` while there is still to wait. */
  admit(action: ThrottledAction, tried: Tried): Promise<Tries>;
}

class Moved extends Error {}

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

export const createThrottle = ({ table, clock }: { table: Table; clock: Clock }): Throttle => {
  const expiryOf = (strikes: Strikes): number => Math.ceil(forgottenAt(strikes) / 1000);

  const add = (key: Key, known: Strikes): Write => {
    const lastAt = clock.now();
    const expiresAt = expiryOf({ count: known.count + 1, lastAt });
    return {
      update: key,
      change: {
        expression: 'SET lastAt = :now, expiresAt = :expiresAt ADD #count :one',
        names: { '#count': 'count' },
        values: { ':now': lastAt, ':expiresAt': expiresAt, ':one': 1 },
      },
    };
  };

  const startOver = (key: Key, known: Strikes | undefined): Write => {
    const strikes = { count: 1, lastAt: clock.now() };
    return {
      put: { ...key, ...strikes, expiresAt: expiryOf(strikes) },
      // Of several first strikes at once one starts over, the others are added to it.
      condition:
        known === undefined
          ? { expression: 'attribute_not_exists(pk)' }
          : { expression: 'lastAt = :known', values: { ':known': known.lastAt } },
      refused: () => new Moved(),
    };
  };

  const strike = async (key: Key, known: Strikes | undefined): Promise<void> => {
    const isOld = countAt(known, clock.now()) === 0;
    try {
      const write = isOld ? startOver(key, known) : add(key, known ?? { count: 0, lastAt: 0 });
      await table.transact([write]);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await table.transact([add(key, { count: 1, lastAt: clock.now() })]);
    }
  };

  return {
    admit: async (action, { account, sourceIp }) => {
      const accountKey = keyOf(action, 'account', account);
      const addressKey = keyOf(action, 'address', sourceIp);
      const [byAccount, byAddress] = await Promise.all([
        table.get<Strikes>(accountKey),
        table.get<Strikes>(addressKey),
      ]);
      const now = clock.now();
      const wait = Math.max(waitAt(byAccount, now), waitAt(byAddress, now));
      if (wait > 0) throw refusal(action, wait);
      return {
        strike: async () => {
          await Promise.all([strike(accountKey, byAccount), strike(addressKey, byAddress)]);
        },
        clear: async () => {
          if (byAccount !== undefined) await table.transact([{ remove: accountKey }]);
        },
      };
    },
  };
};
