// A person's account: what it is, and what may become of it.
import { AppError } from '../../../platform/kernel/errors.ts';

export type UserRole = 'customer' | 'admin' | 'support' | 'fulfilment';

export interface Mfa {
  /** RFC 6238 secret, base32. */
  readonly secret: string;
  /** Time step of the last code taken: each counts once. */
  readonly lastStep: number;
  /** SHA-256 of the recovery codes that are left. */
  readonly recoveryHashes: readonly string[];
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** PHC string. */
  readonly passwordHash: string;
  readonly roles: readonly UserRole[];
  /** `pending` until the address is verified. */
  readonly status: 'pending' | 'active' | 'disabled' | 'deleted';
  /** Was disabled before the address was verified. */
  readonly unverified?: true;
  /** Sessions and mail tokens of an earlier epoch are dead. */
  readonly epoch: number;
  /** How often it went to another address: mail tokens of before are dead, sessions are not. */
  readonly moves?: number;
  readonly version: number;
  readonly createdAt: string;
  readonly mfa?: Mfa;
  /** An enrolment that waits for its first code. */
  readonly mfaPending?: Omit<Mfa, 'lastStep'>;
}

/** What somebody who registers chooses. */
export interface Registration {
  readonly name: string;
  readonly passwordHash: string;
}

export const newUser = (
  id: string,
  { email, name, passwordHash }: Registration & { email: string },
  at: string,
): User => ({
  id,
  email,
  name,
  passwordHash,
  roles: ['customer'],
  status: 'pending',
  epoch: 1,
  version: 1,
  createdAt: at,
});

/** The account becomes that of whoever registered with the link that was followed: nobody else's password opens it. */
export const verifyAddress = (user: User, epoch: number, registration: Registration): User => {
  if (user.status !== 'pending' || user.epoch !== epoch) throw new AppError('invalid-token');
  const { name, passwordHash } = registration;
  return { ...user, name, passwordHash, status: 'active' };
};

/** The account that a link was sent for, as it was then. */
export type Linked = Pick<User, 'epoch' | 'moves'>;

/** A password changed meanwhile voids a link, and so does a move: who reads the mail of the former address may be anybody. */
const checkLink = ({ status, ...user }: User, { epoch, moves = 0 }: Linked): void => {
  const isGood = status === 'active' && user.epoch === epoch && (user.moves ?? 0) === moves;
  if (!isGood) throw new AppError('invalid-token');
};

/** The new address has shown that it reads its mail. */
export const changeAddress = (user: User, email: string, link: Linked): User => {
  checkLink(user, link);
  return { ...user, email, moves: (user.moves ?? 0) + 1 };
};

/** A new password ends every session. */
export const changePassword = (user: User, passwordHash: string): User => ({
  ...user,
  passwordHash,
  epoch: user.epoch + 1,
});

/** By a link from a mail. */
export const resetPassword = (user: User, link: Linked, passwordHash: string): User => {
  checkLink(user, link);
  return changePassword(user, passwordHash);
};

export const disable = (user: User): User => ({
  ...user,
  status: 'disabled',
  epoch: user.epoch + 1,
  ...(user.status === 'pending' ? { unverified: true } : {}),
});

/** As it was before it was disabled: an address is never verified by an administrator. */
export const enable = ({ unverified, ...user }: User): User => ({
  ...user,
  status: unverified ? 'pending' : 'active',
});

/** Tokens say the roles they were issued with, so a change ends every session. */
export const setRoles = (user: User, roles: readonly UserRole[]): User => ({
  ...user,
  roles: [...new Set(roles)].sort(),
  epoch: user.epoch + 1,
});

/** What is left of a person who asked to be forgotten: the id, so that the books still add up. */
export const erase = ({ id, epoch, version, createdAt }: User): User => ({
  id,
  email: '',
  name: '',
  passwordHash: '',
  roles: [],
  status: 'deleted',
  epoch: epoch + 1,
  version,
  createdAt,
});
