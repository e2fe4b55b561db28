// Sensitive changes ask the caller for the password again, and for a code where MFA is on.
import { AppError } from '../../platform/errors.ts';
import { callerOf, type Request } from '../../platform/http/request.ts';
import type { User } from './domain/user.ts';
import type { Owner, Proof } from './owner.ts';
import type { AuthServices } from './services.ts';

/** The caller's account; the token of one that is closed is no longer good. */
export const opened = (user: User | undefined): User => {
  if (user?.status !== 'active') throw new AppError('unauthenticated');
  return user;
};

export const provenCaller = async (
  { store, owner }: Pick<AuthServices, 'store'> & { owner: Owner },
  request: Request,
  proof: Proof,
): Promise<User> => {
  const user = opened(await store.user(callerOf(request).subject));
  const tried = { account: user.email, sourceIp: request.sourceIp };
  return (await owner.prove(async () => user, proof, tried)).proven;
};

/** A change of one's own account that rests on a proof: the code it took is saved with it. */
export const unchangedSince = (proven: User, before: User): User => {
  if (before.version !== proven.version) throw new AppError('invalid-state');
  return proven;
};
