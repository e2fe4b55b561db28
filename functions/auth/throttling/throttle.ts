// Who may try, and how soon again; each try takes its place before it is heard, so that of many at once no more are heard than of one after another.

import type { Table } from '../../../platform/data/table.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { AppError, isAppError } from '../../../platform/kernel/errors.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { type Counters, countersOfGuess, countersOfMail, type Tried } from './counters.ts';
import type { KnownDevices } from './known-devices.ts';
import { look, Moved, type Place, taken } from './strikes.ts';
import { type Tries, triesOf } from './tries.ts';

/** What sends a mail, however often it is right. */
export type MailingAction = 'register' | 'password-reset' | 'change-email';

/** Both throw `rate-limited`. */
export interface Throttle {
  /** A known device is counted by itself, everybody else by network; networks the account was never opened from share a ceiling. */
  admitGuess(tried: Tried): Promise<Tries>;
  admitMail(action: MailingAction, tried: Omit<Tried, 'device'>): Promise<void>;
}

/** Each lost race means that another try was counted or given back: five in a row are rare. */
const races = 20;

const isMoved = (error: unknown): boolean => error instanceof Moved;

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

  return {
    admitGuess: async (tried) =>
      triesOf(table, await take('login', await countersOfGuess(tried, devices))),
    admitMail: async (action, tried) => {
      await take(action, countersOfMail(action, tried));
    },
  };
};
