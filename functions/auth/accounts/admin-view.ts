// An account as administrators see it.
import type { User } from '../domain/user.ts';

export const viewOf = ({ id, email, name, roles, status, mfa, createdAt }: User) => ({
  id,
  email,
  name,
  roles,
  status,
  mfaEnabled: mfa !== undefined,
  createdAt,
});
