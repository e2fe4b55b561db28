// The caller's own account.
import { readProfile } from '../../events/http/account.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf, type Request } from '../../platform/http/request.ts';
import type { User } from './domain/user.ts';
import type { AuthServices } from './services.ts';

export const profileOf = ({ id, email, name, roles, status, mfa, createdAt }: User) => ({
  id,
  email,
  name,
  roles,
  emailVerified: status !== 'pending',
  mfaEnabled: mfa !== undefined,
  createdAt,
});

/** The caller's account; the token of one that is gone is no longer good. */
export const accountOf = async (
  { store }: Pick<AuthServices, 'store'>,
  request: Request,
): Promise<User> => {
  const user = await store.user(callerOf(request).subject);
  if (user?.status !== 'active') throw new AppError('unauthenticated');
  return user;
};

export const profileEndpoints = (services: AuthServices): Endpoint[] => [
  endpoint(readProfile, async (request) => ({
    status: 200,
    body: profileOf(await accountOf(services, request)),
  })),
];
