// How the sandbox behaves for each payment token.
import type { Outcome } from './ledger.ts';

export interface Behaviour {
  readonly outcome: Outcome;
  /** What a pending authorisation becomes; told by webhook. */
  readonly settles?: Outcome;
  /** The provider acts, then its answer never comes. */
  readonly losesAnswer?: true;
  /** The first request with a key meets a 500 and nothing is done. */
  readonly failsOnce?: 'authorization' | 'capture';
}

const approved: Outcome = { status: 'succeeded' };
const declined: Outcome = { status: 'declined', reason: 'card_declined' };
const pending: Outcome = { status: 'pending' };

const behaviours: Readonly<Record<string, Behaviour>> = {
  tok_approved: { outcome: approved },
  tok_declined: { outcome: declined },
  tok_insufficient_funds: { outcome: { status: 'declined', reason: 'insufficient_funds' } },
  tok_async_approved: { outcome: pending, settles: approved },
  tok_async_declined: { outcome: pending, settles: declined },
  tok_timeout: { outcome: approved, losesAnswer: true },
  tok_timeout_declined: { outcome: declined, losesAnswer: true },
  tok_error_once: { outcome: approved, failsOnce: 'authorization' },
  tok_capture_fails_once: { outcome: approved, failsOnce: 'capture' },
};

/** A token the sandbox does not know is declined, as a card it does not know would be. */
export const behaviourOf = (token: string): Behaviour =>
  (Object.hasOwn(behaviours, token) ? behaviours[token] : undefined) ?? { outcome: declined };
