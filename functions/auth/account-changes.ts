// Changes of an account: read, decide, write with the version that was read, and again when somebody was faster.
import type { OutgoingMessage } from '../../events/message.ts';
import type { Write } from '../../platform/data/write.ts';
import { AppError } from '../../platform/errors.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import type { User } from './domain/user.ts';
import type { AuthServices } from './services.ts';
import { UserChanged, userPartition, writes } from './store.ts';

export interface AccountChange {
  /** The account after the change. */
  readonly user: User;
  readonly writes?: readonly Write[];
  readonly messages?: readonly OutgoingMessage[];
}

export interface ChangeOptions {
  readonly causation: Causation;
  /** Throws to refuse; called again when the account has changed meanwhile. */
  readonly decide: (user: User) => AccountChange | Promise<AccountChange>;
}

/** The account as it is now stored. Throws `not-found`, what `decide` throws, or `overloaded` when conflicts do not end. */
export type ChangeAccount = (id: string, options: ChangeOptions) => Promise<User>;

const attempts = 5;

export const createAccountChanges = ({
  store,
  commit,
}: Pick<AuthServices, 'store' | 'commit'>): ChangeAccount => {
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

  const change = async (id: string, options: ChangeOptions, attempt: number): Promise<User> => {
    try {
      return await changeOnce(id, options);
    } catch (error) {
      if (!(error instanceof UserChanged)) throw error;
      if (attempt >= attempts) throw new AppError('overloaded', { retryAfter: 1, cause: error });
    }
    return change(id, options, attempt + 1);
  };

  return (id, options) => change(id, options, 1);
};
