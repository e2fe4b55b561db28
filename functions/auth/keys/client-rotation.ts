// What the next secret of a service's own OAuth client is, and how the client is registered with it, as its declaration says.

import type { Table } from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { admitSecrets, type ClientSecret, endFormerSecrets } from '../domain/client.ts';
import { authenticateClient } from '../oauth/client-authentication.ts';
import { newSecret, sha256 } from '../secret-token.ts';
import { createAccountReader } from '../store.ts';
import { writes } from '../writes.ts';
import { declaredIn, secretIn } from './client-secret-value.ts';
import type { Rotated } from './rotation.ts';

export interface ClientRotationServices {
  readonly table: Pick<Table, 'get' | 'transact'>;
  readonly clock: Clock;
}

export const clientRotation = ({ table, clock }: ClientRotationServices): Rotated => {
  const store = createAccountReader(table);

  const fresh = (secret: string): ClientSecret => ({
    hash: sha256(secret),
    createdAt: isoTime(clock),
  });

  return {
    event: 'service-client-rotated',

    next: (current) => {
      const { clientId } = declaredIn(current);
      return JSON.stringify({ clientId, clientSecret: newSecret() });
    },

    admit: async ({ current, next }) => {
      const { clientId: id, service, scopes } = declaredIn(next);
      const known = await store.client(id);
      // Newest first. What is in use stays good however long the rotation takes.
      const wanted = [secretIn(next), secretIn(current)].flatMap((secret) =>
        secret === undefined ? [] : [fresh(secret)],
      );
      const client = {
        ...(known ?? { id, createdAt: isoTime(clock) }),
        name: `The service ${service}`,
        scopes,
        secrets: admitSecrets(known?.secrets ?? [], wanted),
      };
      const write = known === undefined ? writes.createClient(client) : writes.saveClient(client);
      await table.transact([write]);
    },

    prove: async (next) => {
      const { clientId: id, scopes } = declaredIn(next);
      const client = await authenticateClient({ store, clock }, { id, secret: secretIn(next) });
      if (client.scopes.join(' ') !== scopes.join(' ')) {
        throw new Error(`${id} is registered with other scopes`);
      }
    },

    finish: async (current) => {
      const client = await store.client(declaredIn(current).clientId);
      if (client === undefined) throw new Error('the client was removed meanwhile');
      const next = endFormerSecrets(client, sha256(secretIn(current) ?? ''), clock.now());
      if (next !== client) await table.transact([writes.saveClient(next)]);
    },
  };
};
