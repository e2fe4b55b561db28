// What others are told of an account.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import {
  userDeletionRequested,
  userProfileChanged,
  userVerified,
} from '../../../events/messages/auth.ts';
import type { User } from '../domain/user.ts';

const contactOf = ({ id: userId, email, name }: User) => ({ userId, email, name });

export const verifiedFact = (user: User): OutgoingMessage =>
  message(userVerified, user.id, contactOf(user));

export const profileFact = (user: User): OutgoingMessage =>
  message(userProfileChanged, user.id, contactOf(user));

export const deletionFact = (userId: string): OutgoingMessage =>
  message(userDeletionRequested, userId, { userId });
