// Sensitive changes ask the caller for the password again, and for a code where MFA is on.

import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { ChangeAccount } from '../accounts/account-changes.ts';
import { audit } from '../audit.ts';
import type { User } from '../domain/user.ts';
import type { AuthServices } from '../services.ts';
import { hasUsedRecoveryCode, type Owner, type Proof } from './owner.ts';

/** The caller's account; the token of one that is closed is no longer good. */
export const opened = (user: User | undefined): User => {
  if (user?.status !== 'active') throw new AppError('unauthenticated');
  return user;
};

/** A code that was shown is spent, whatever becomes of the change it was shown for. */
export const provenCaller = async (
  {
    store,
    owner,
    changeAccount,
  }: Pick<AuthServices, 'store'> & { owner: Owner; changeAccount: ChangeAccount },
  request: Request,
  proof: Proof,
): Promise<User> => {
  const { subject, session } = callerOf(request);
  const user = opened(await store.user(subject));
  const tried = { account: user.email, sourceIp: request.sourceIp, device: session };
  const { found, proven, tries } = await owner.prove(async () => user, proof, tried);
  await tries.clear();
  if (proven === found) return proven;
  const spent = await changeAccount(user.id, {
    causation: request.causation,
    decide: (before) => ({ user: unchangedSince(proven, before) }),
  });
  if (hasUsedRecoveryCode({ found, proven })) {
    audit(request.log, 'recovery-code-used', { actor: user.id, sourceIp: request.sourceIp });
  }
  return spent;
};

/** A change of one's own account that rests on a proof. */
export const unchangedSince = (proven: User, before: User): User => {
  if (before.version !== proven.version) throw new AppError('invalid-state');
  return proven;
};
