// Links in mails: each leads to something once, and for half an hour.
import type { Write } from '../../../platform/data/table.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { User } from '../domain/user.ts';
import { newSecret } from '../secret-token.ts';
import type { AccountStore } from '../store.ts';
import { type MailPurpose, type MailToken, nobody, writes } from '../writes.ts';

export interface MailLink {
  /** What the mail says. */
  readonly token: string;
  /** What is kept of it. */
  readonly write: Write;
}

export interface MailLinks {
  issue(
    user: Pick<User, 'id' | 'epoch' | 'moves'>,
    purpose: MailPurpose,
    carried?: Pick<MailToken, 'email' | 'registration'>,
  ): MailLink;
  /** As many writes as links would be, which lead nowhere. */
  decoys(count: number): Write[];
  /** What is kept of a link that is good now, for one of these purposes, and whose it is. Throws `invalid-token`. */
  open(token: string, purposes: readonly MailPurpose[]): Promise<OpenedLink>;
}

export interface OpenedLink {
  readonly link: MailToken;
  readonly user: User;
}

/** Seconds a link is good for. */
const lifetime = 30 * 60;

export const createMailLinks = (
  store: Pick<AccountStore, 'mailToken' | 'user'>,
  clock: Clock,
): MailLinks => {
  const issue: MailLinks['issue'] = ({ id: userId, epoch, moves = 0 }, purpose, carried = {}) => {
    const token = newSecret();
    const expiresAt = epochSeconds(clock) + lifetime;
    const item = { purpose, userId, epoch, moves, expiresAt, ...carried };
    return { token, write: writes.putMailToken(token, item) };
  };

  return {
    issue,

    decoys: (count) =>
      Array.from({ length: count }, () => issue({ id: nobody, epoch: 0 }, 'none').write),

    open: async (token, purposes) => {
      const kept = await store.mailToken(token);
      const isGood =
        kept !== undefined &&
        purposes.includes(kept.purpose) &&
        kept.expiresAt > epochSeconds(clock);
      const user = isGood ? await store.user(kept.userId) : undefined;
      if (!isGood || user === undefined) throw new AppError('invalid-token');
      return { link: kept, user };
    },
  };
};
