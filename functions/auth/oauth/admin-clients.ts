// OAuth clients as administrators manage them: their secrets are shown once.

import { serviceClients } from '../../../events/clients.ts';
import {
  type ClientWithSecret,
  registerClient,
  removeClient,
  rotateClientSecret,
} from '../../../events/http/auth/admin.ts';
import type { Write } from '../../../platform/data/table.ts';
import {
  callerOf,
  type Endpoint,
  endpoint,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { audit, auditWrite, type SecurityEvent } from '../audit.ts';
import { type ClientSecret, type OAuthClient, rotateSecret } from '../domain/client.ts';
import { newSecret, sha256 } from '../secret-token.ts';
import type { AuthServices } from '../services.ts';
import { writes } from '../store.ts';

export const adminClientEndpoints = ({ store, commit, clock, newId }: AuthServices): Endpoint[] => {
  const record = async (
    request: Request,
    event: SecurityEvent,
    { write, client }: { write: Write; client: Pick<OAuthClient, 'id' | 'scopes'> },
  ): Promise<void> => {
    const { id: target, scopes } = client;
    const detail = { actor: callerOf(request).subject, target, scopes };
    await commit({
      pk: `CLIENT#${target}`,
      writes: [write, auditWrite(event, detail, { clock, id: newId('aud') })],
      causation: request.causation,
    });
    audit(request.log, event, detail);
  };

  const find = async (id: string): Promise<OAuthClient> => {
    const client = /^[A-Za-z0-9_-]{1,64}$/.test(id) ? await store.client(id) : undefined;
    if (client === undefined) throw new AppError('not-found');
    return client;
  };

  const issued = (): { clientSecret: string; stored: ClientSecret } => {
    const clientSecret = newSecret();
    return { clientSecret, stored: { hash: sha256(clientSecret), createdAt: isoTime(clock) } };
  };

  const shown = ({ id, scopes }: OAuthClient, clientSecret: string): ClientWithSecret => ({
    clientId: id,
    clientSecret,
    scopes: [...scopes],
  });

  return [
    endpoint(registerClient, async (request) => {
      const { name, scopes } = request.body;
      const { clientSecret, stored } = issued();
      const createdAt = isoTime(clock);
      const client = { id: newId('cli'), name, scopes, secrets: [stored], createdAt };
      const write = writes.createClient(client);
      await record(request, 'client-registered', { write, client });
      return { status: 201, body: shown(client, clientSecret) };
    }),

    endpoint(rotateClientSecret, async (request) => {
      if (serviceClients.some(({ clientId }) => clientId === request.params.id)) {
        const detail = 'The secret of a service is in Secrets Manager, which rotates it.';
        throw new AppError('invalid-state', { detail });
      }
      const { clientSecret, stored } = issued();
      const client = rotateSecret(await find(request.params.id), stored, clock.now());
      const write = writes.saveClient(client);
      await record(request, 'client-secret-rotated', { write, client });
      return { status: 200, body: shown(client, clientSecret) };
    }),

    endpoint(removeClient, async (request) => {
      const client = await find(request.params.id);
      await record(request, 'client-removed', { write: writes.removeClient(client.id), client });
      return { status: 204 };
    }),
  ];
};
