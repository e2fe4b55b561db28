// An account moves to another address: a link is sent there, and the account moves when it is followed.
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { User } from '../domain/user.ts';
import type { MailLinks } from '../registration/mail-links.ts';
import type { AccountStore } from '../store.ts';
import type { Throttle } from '../throttling/throttle.ts';
import type { AccountChange } from './account-changes.ts';
import { accountMail } from './account-mail.ts';

/** What is asked for: the address, and that it is the owner who asks. */
export interface Move {
  readonly email: string;
  readonly proof: { readonly password: string; readonly otp?: string };
}

/** Undefined where the address stays. Throws `validation-failed` without a password. */
export const moveIn = ({
  email,
  password,
  otp,
}: {
  readonly email?: string;
  readonly password?: string;
  readonly otp?: string;
}): Move | undefined => {
  if (email === undefined) return undefined;
  const address = checkedEmailAddress(email);
  if (password !== undefined) return { email: address, proof: { password, otp } };
  throw new AppError('validation-failed', {
    errors: [{ pointer: '/password', code: 'required', detail: 'is required for a new address' }],
  });
};

export interface Moving {
  /** Each request for another address sends a mail, whose reader did not ask for it: counted by caller, by reader and by network. */
  admit(caller: User, email: string, sourceIp: string): Promise<void>;
  /** Whoever has an account at the address already is told; the caller sees no difference. */
  begin(user: User, email: string): Promise<Required<Omit<AccountChange, 'user'>>>;
}

export const createMoving = ({
  store,
  links,
  throttle,
}: {
  readonly store: Pick<AccountStore, 'userAt'>;
  readonly links: Pick<MailLinks, 'issue'>;
  readonly throttle: Pick<Throttle, 'admitMail'>;
}): Moving => ({
  admit: async (caller, email, sourceIp) => {
    if (email === caller.email) return;
    await throttle.admitMail('change-email', { account: caller.id, sourceIp });
    await throttle.admitMail('register', { account: email, sourceIp });
  },

  begin: async (user, email) => {
    const holder = await store.userAt(email);
    // A registration alone keeps nobody's address from him.
    if (holder !== undefined && holder.status !== 'pending') {
      return {
        writes: [links.issue(user, 'none').write],
        messages: [accountMail(holder, 'already-registered')],
      };
    }
    const { token, write } = links.issue(user, 'change-email', { email });
    return {
      writes: [write],
      messages: [accountMail({ ...user, email }, 'verify-email', token)],
    };
  },
});
