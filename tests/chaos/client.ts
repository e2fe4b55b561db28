// A careful client: every call is sent again with the same key until it has a final answer.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, Shop } from '../support/shop.ts';

export interface Tally {
  readonly counts: Record<string, number>;
  add(name: string, by?: number): void;
}

export const createTally = (): Tally => {
  const counts: Record<string, number> = {};
  return {
    counts,
    add: (name, by = 1) => {
      counts[name] = (counts[name] ?? 0) + by;
    },
  };
};

export interface Account {
  readonly email: string;
  readonly password: string;
}

export interface Client {
  /** Undefined when the run was stopped first. */
  send<Body>(
    account: Account,
    method: string,
    path: string,
    call?: Call,
  ): Promise<Answer<Body> | undefined>;
}

/** Tokens live for ten minutes. */
const tokenMs = 8 * 60_000;

const isBusy = ({ status, body }: Answer<unknown>): boolean =>
  status >= 500 ||
  status === 429 ||
  (body as { code?: string } | undefined)?.code === 'idempotency-in-progress';

export const createClient = (shop: Shop, tally: Tally, stopped: AbortSignal): Client => {
  const tokens = new Map<string, { token: Promise<string>; until: number }>();

  const tokenOf = (account: Account): Promise<string> => {
    const known = tokens.get(account.email);
    if (known && known.until > Date.now()) return known.token;
    const token = shop.login(account);
    tokens.set(account.email, { token, until: Date.now() + tokenMs });
    token.catch(() => tokens.delete(account.email));
    return token;
  };

  const attempt = async <Body>(account: Account, method: string, path: string, call: Call) => {
    try {
      const answer = await shop.call<Body>(method, path, {
        ...call,
        token: await tokenOf(account),
      });
      if (answer.headers.get('idempotent-replayed') === 'true') tally.add('replayed');
      if (!isBusy(answer)) return answer;
      tally.add(answer.status >= 500 ? `answered ${answer.status}` : 'told to wait');
    } catch {
      tally.add('no answer');
    }
    return undefined;
  };

  return {
    send: async <Body>(account: Account, method: string, path: string, call: Call = {}) => {
      let wait = 50;
      let { signal } = call;
      while (!stopped.aborted) {
        const answer = await attempt<Body>(account, method, path, { ...call, signal });
        // Impatient only once.
        signal = undefined;
        if (answer) return answer;
        tally.add('sent again');
        await sleep(wait);
        wait = Math.min(wait * 2, 2000);
      }
      return undefined;
    },
  };
};
