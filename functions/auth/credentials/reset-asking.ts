// A forgotten password, asked for by its address: whether there is an account shows only in its mail.
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import { accountMail } from '../accounts/account-mail.ts';
import type { MailLinks } from '../registration/mail-links.ts';
import type { AccountStore } from '../store.ts';
import { nobody, userPartition } from '../writes.ts';

export type AskForReset = (email: string, causation: Work['causation']) => Promise<void>;

/** The items of a reset that is asked for. */
const resetItems = 2;

export const createAskForReset = ({
  store,
  links,
  commit,
}: {
  readonly store: Pick<AccountStore, 'userAt'>;
  readonly links: Pick<MailLinks, 'issue' | 'decoys'>;
  readonly commit: CommitWork;
}): AskForReset => {
  const workFor = async (email: string): Promise<Omit<Work, 'causation'>> => {
    const user = await store.userAt(email);
    if (user?.status !== 'active') {
      return { pk: userPartition(nobody), writes: links.decoys(resetItems) };
    }
    const { token, write } = links.issue(user, 'password-reset');
    return {
      pk: userPartition(user.id),
      writes: [write],
      messages: [accountMail(user, 'password-reset', token)],
    };
  };
  return async (email, causation) => commit({ ...(await workFor(email)), causation });
};
