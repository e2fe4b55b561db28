// OAuth clients and their secrets, made here and shown once.
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { type ClientSecret, type OAuthClient, rotateSecret } from '../domain/client.ts';
import { newSecret, sha256 } from '../secret-token.ts';

export interface Issued {
  readonly client: OAuthClient;
  readonly clientSecret: string;
}

export interface ClientIssuing {
  register(given: Pick<OAuthClient, 'name' | 'scopes'>): Issued;
  /** With a new secret; the one before it is good for another day. */
  rotate(client: OAuthClient): Issued;
}

export const createClientIssuing = (clock: Clock, newId: NewId): ClientIssuing => {
  const issue = (): { clientSecret: string; stored: ClientSecret } => {
    const clientSecret = newSecret();
    return { clientSecret, stored: { hash: sha256(clientSecret), createdAt: isoTime(clock) } };
  };

  return {
    register: ({ name, scopes }) => {
      const { clientSecret, stored } = issue();
      const { createdAt } = stored;
      return {
        clientSecret,
        client: { id: newId('cli'), name, scopes, secrets: [stored], createdAt },
      };
    },

    rotate: (client) => {
      const { clientSecret, stored } = issue();
      return { clientSecret, client: rotateSecret(client, stored, clock.now()) };
    },
  };
};
