// Sensitive changes ask the caller for the password again, and for a code where MFA is on.
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { ChangeAccount } from '../accounts/account-changes.ts';
import { logSecurityEvent } from '../audit.ts';
import type { User } from '../domain/user.ts';
import type { AccountStore } from '../store.ts';
import { hasUsedRecoveryCode, type Owner, type Proof } from './owner.ts';

export interface StepUp {
  /** The caller's account. Throws `unauthenticated` where it is closed. */
  account(request: Request): Promise<User>;
  /** The caller's account, shown to be the caller's. A code that was shown is spent, whatever becomes of the change it was shown for. Throws as `Owner.prove`. */
  prove(request: Request, proof: Proof): Promise<User>;
}

/** The token of an account that is closed is no longer good. */
export const opened = (user: User | undefined): User => {
  if (user?.status !== 'active') throw new AppError('unauthenticated');
  return user;
};

/** A change of one's own account that rests on a proof. */
export const unchangedSince = (proven: User, before: User): User => {
  if (before.version !== proven.version) throw new AppError('invalid-state');
  return proven;
};

export const createStepUp = ({
  store,
  owner,
  changeAccount,
}: {
  readonly store: Pick<AccountStore, 'user'>;
  readonly owner: Owner;
  readonly changeAccount: ChangeAccount;
}): StepUp => {
  const account = async (request: Request): Promise<User> =>
    opened(await store.user(callerOf(request).subject));

  return {
    account,

    prove: async (request, proof) => {
      const { sourceIp, causation, log } = request;
      const user = await account(request);
      const tried = { account: user.email, sourceIp, device: callerOf(request).session };
      const { found, proven, tries } = await owner.prove({ find: async () => user }, proof, tried);
      await tries.clear();
      if (proven === found) return proven;
      const spent = await changeAccount(user.id, {
        causation,
        decide: (before) => ({ user: unchangedSince(proven, before) }),
      });
      if (hasUsedRecoveryCode({ found, proven })) {
        logSecurityEvent(log, 'recovery-code-used', { actor: user.id, sourceIp });
      }
      return spent;
    },
  };
};
