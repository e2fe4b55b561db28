// Tokens that were signed and have not expired, but whose session, account or client is gone meanwhile.
import type { Identity } from '../../../platform/tokens/identity.ts';
import { isAlive } from '../domain/session.ts';
import { createAccountReader } from '../store.ts';

/** Asks the table on every call: the gateway remembers the authorizer's answer for 60 s, so nothing may be older than that. */
export const createRevocations = (
  table: Parameters<typeof createAccountReader>[0],
  now: () => number,
) => {
  const store = createAccountReader(table);
  return async ({ kind, subject, clientId, session, tokenId }: Identity): Promise<boolean> => {
    if (kind === 'client') {
      const [client, revoked] = await Promise.all([
        store.client(clientId),
        store.isRevoked(tokenId),
      ]);
      return client === undefined || revoked;
    }
    if (session === undefined) return true;
    const [user, stored] = await Promise.all([
      store.user(subject),
      store.session({ userId: subject, id: session }),
    ]);
    return !isAlive(stored, user, now());
  };
};
