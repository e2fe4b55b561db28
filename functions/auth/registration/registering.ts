// A new account, or what looks like one to whoever cannot read its mail: every case reads and writes as much, so that none is told by its time.
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { accountMail } from '../accounts/account-mail.ts';
import { newUser, type Registration, type User } from '../domain/user.ts';
import type { AccountStore } from '../store.ts';
import { UserChanged, userPartition, writes } from '../writes.ts';
import type { MailLinks } from './mail-links.ts';

export type Register = (
  email: string,
  registration: Registration,
  causation: Work['causation'],
) => Promise<void>;

type Change = Omit<Work, 'causation'>;

/** The items of a new account: whoever has one already writes as many that mean nothing. */
const accountItems = 3;

/** Seconds for which whoever shows the password is told that the address is not verified. */
const remembered = 30 * 86_400;

export const createRegister = ({
  store,
  links,
  commit,
  clock,
  newId,
}: {
  readonly store: Pick<AccountStore, 'userAt'>;
  readonly links: Pick<MailLinks, 'issue' | 'decoys'>;
  readonly commit: CommitWork;
  readonly clock: Clock;
  readonly newId: NewId;
}): Register => {
  /** The link carries what was chosen with it; the account takes it over when the link is followed, and not before. */
  const linked = (user: User, registration: Registration, others: Work['writes']): Change => {
    const { token, write } = links.issue(user, 'verify-email', { registration });
    return {
      pk: userPartition(user.id),
      writes: [...others, write],
      messages: [accountMail({ ...user, name: registration.name }, 'verify-email', token)],
    };
  };

  const changeFor = async (email: string, registration: Registration): Promise<Change> => {
    const user = await store.userAt(email);
    if (user === undefined) {
      const created = newUser(newId('usr'), { email, ...registration }, isoTime(clock));
      return linked(created, registration, writes.createUser(created));
    }
    const fillers = links.decoys(accountItems);
    if (user.status === 'pending') return linked(user, registration, fillers);
    return {
      pk: userPartition(user.id),
      writes: [...fillers, links.issue(user, 'none').write],
      messages: [accountMail(user, 'already-registered')],
    };
  };

  return async (email, registration, causation) => {
    const until = epochSeconds(clock) + remembered;
    const chosen = writes.putRegistration(email, registration.passwordHash, until);
    const attempt = async () => {
      const change = await changeFor(email, registration);
      await commit({ ...change, writes: [...change.writes, chosen], causation });
    };
    try {
      await attempt();
    } catch (error) {
      // Another registration was faster; the account it made is found now.
      if (!(error instanceof UserChanged)) throw error;
      await attempt();
    }
  };
};
