// What happened to accounts.
import { Type } from 'typebox';
import { fact } from '../message.ts';
import { strict, UserId } from '../schemas.ts';

const Email = Type.String({ minLength: 3, maxLength: 254 });

export const userVerified = fact(
  'auth.user-verified.v1',
  strict({ userId: UserId, email: Email, name: Type.String() }),
);

export const userProfileChanged = fact(
  'auth.user-profile-changed.v1',
  strict({ userId: UserId, email: Email, name: Type.String() }),
);

/** The person asked to be forgotten: every service erases or tombstones what it holds of them. */
export const userDeletionRequested = fact(
  'auth.user-deletion-requested.v1',
  strict({ userId: UserId }),
);

/** An OAuth client is let in no more: what it has set up ends with it. */
export const clientRemoved = fact(
  'auth.client-removed.v1',
  strict({
    /** Of its tokens. */
    subject: Type.String({ minLength: 1, maxLength: 80 }),
  }),
);
