// Changes of an account: read, decide, write with the version that was read, and again when somebody was faster.

import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import type { User } from '../domain/user.ts';
import type { AccountStore } from '../store.ts';
import { UserChanged, userPartition, writes } from '../writes.ts';

export interface AccountChange extends Partial<Pick<Work, 'writes' | 'messages'>> {
  /** The account after the change. */
  readonly user: User;
}

export interface ChangeOptions extends Pick<Work, 'causation'> {
  /** Throws to refuse; called again when the account has changed meanwhile. */
  readonly decide: (user: User) => AccountChange | Promise<AccountChange>;
}

/** The account as it is now stored. Throws `not-found`, what `decide` throws, or `overloaded` when conflicts do not end. */
export type ChangeAccount = (id: string, options: ChangeOptions) => Promise<User>;

const isStale = (error: unknown): boolean => error instanceof UserChanged;

export const createAccountChanges = ({
  store,
  commit,
}: {
  readonly store: Pick<AccountStore, 'user'>;
  readonly commit: CommitWork;
}): ChangeAccount => {
  const changeOnce = async (id: string, { causation, decide }: ChangeOptions): Promise<User> => {
    const before = await store.user(id);
    if (before === undefined || before.status === 'deleted') throw new AppError('not-found');
    const { user, writes: others = [], messages } = await decide(before);
    const version = user.version + 1;
    await commit({
      pk: userPartition(id),
      writes: [writes.saveUser(user), ...others],
      messages,
      sequence: version,
      causation,
    });
    return { ...user, version };
  };

  return (id, options) => retryOn(isStale, () => changeOnce(id, options));
};
