// OAuth clients as administrators manage them: their secrets are shown once.
import { serviceClients } from '../../../events/clients.ts';
import {
  type ClientWithSecret,
  registerClient,
  removeClient,
  rotateClientSecret,
} from '../../../events/http/auth/admin.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { OAuthClient } from '../domain/client.ts';
import type { AccountReader } from '../store.ts';
import { writes } from '../writes.ts';
import type { ClientIssuing, Issued } from './client-issuing.ts';
import type { RecordClient } from './client-record.ts';

const shown = ({ client: { id, scopes }, clientSecret }: Issued): ClientWithSecret => ({
  clientId: id,
  clientSecret,
  scopes: [...scopes],
});

export const adminClientEndpoints = ({
  store,
  issuing,
  record,
}: {
  readonly store: Pick<AccountReader, 'client'>;
  readonly issuing: ClientIssuing;
  readonly record: RecordClient;
}): Endpoint[] => {
  const find = async (id: string): Promise<OAuthClient> => {
    const client = /^[A-Za-z0-9_-]{1,64}$/.test(id) ? await store.client(id) : undefined;
    if (client === undefined) throw new AppError('not-found');
    return client;
  };

  return [
    endpoint(registerClient, async (request) => {
      const issued = issuing.register(request.body);
      const { client } = issued;
      await record(request, 'client-registered', { write: writes.createClient(client), client });
      return { status: 201, body: shown(issued) };
    }),

    endpoint(rotateClientSecret, async (request) => {
      if (serviceClients.some(({ clientId }) => clientId === request.params.id)) {
        const detail = 'The secret of a service is in Secrets Manager, which rotates it.';
        throw new AppError('invalid-state', { detail });
      }
      const issued = issuing.rotate(await find(request.params.id));
      const { client } = issued;
      await record(request, 'client-secret-rotated', { write: writes.saveClient(client), client });
      return { status: 200, body: shown(issued) };
    }),

    endpoint(removeClient, async (request) => {
      const client = await find(request.params.id);
      await record(request, 'client-removed', { write: writes.removeClient(client.id), client });
      return { status: 204 };
    }),
  ];
};
