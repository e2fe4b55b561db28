// Links that stop a kind of mail: the token names person and kind, is signed, and is good for nothing else.

import { AppError } from '../../../platform/kernel/errors.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import type { Category } from '../domain/preferences.ts';

export interface Unsubscribing {
  readonly userId: string;
  readonly category: Exclude<Category, 'account'>;
}

const binding = 'unsubscribe';

export const unsubscribeUrl = (seals: Seals, publicUrl: string, what: Unsubscribing): string =>
  `${publicUrl}/unsubscribe?token=${encodeURIComponent(seals.seal(what, binding))}`;

/** Throws `invalid-token`. */
export const openUnsubscribing = (seals: Seals, token: string): Unsubscribing => {
  try {
    return seals.open<Unsubscribing>(token, binding);
  } catch (error) {
    throw new AppError('invalid-token', { cause: error });
  }
};
