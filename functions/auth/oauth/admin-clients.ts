// OAuth clients as administrators manage them: their secrets are shown once.
import { serviceClients } from '../../../events/clients.ts';
import {
  type ClientWithSecret,
  listClients,
  type ManagedClient,
  registerClient,
  removeClient,
  rotateClientSecret,
} from '../../../events/http/auth/admin.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { OAuthClient } from '../domain/client.ts';
import { type Pages, pageSize } from '../pages.ts';
import type { AccountStore } from '../store.ts';
import { writes } from '../writes.ts';
import type { ClientIssuing, Issued } from './client-issuing.ts';
import type { RecordClient } from './client-record.ts';

const shown = ({ client: { id, scopes }, clientSecret }: Issued): ClientWithSecret => ({
  clientId: id,
  clientSecret,
  scopes: [...scopes],
});

const listed = ({ id, name, scopes, createdAt }: OAuthClient): ManagedClient => ({
  clientId: id,
  name,
  scopes: [...scopes],
  createdAt,
});

const isOfService = (id: string): boolean => serviceClients.some(({ clientId }) => clientId === id);

export const adminClientEndpoints = ({
  store,
  pages,
  issuing,
  record,
}: {
  readonly store: Pick<AccountStore, 'client' | 'clients'>;
  readonly pages: Pages;
  readonly issuing: ClientIssuing;
  readonly record: RecordClient;
}): Endpoint[] => {
  const find = async (id: string): Promise<OAuthClient> => {
    const client = /^[A-Za-z0-9_-]{1,64}$/.test(id) ? await store.client(id) : undefined;
    if (client === undefined) throw new AppError('not-found');
    return client;
  };

  return [
    endpoint(listClients, async (request) => {
      const { limit = pageSize, cursor } = request.query;
      const binding = `${listClients.id} ${callerOf(request).subject}`;
      const page = await pages({ binding, cursor, limit }, store.clients, ({ id }) => id);
      return { status: 200, body: { ...page, items: page.items.map(listed) } };
    }),

    endpoint(registerClient, async (request) => {
      const issued = issuing.register(request.body);
      const { client } = issued;
      await record(request, 'client-registered', {
        writes: [writes.createClient(client), writes.listClient(client.id)],
        client,
      });
      return { status: 201, body: shown(issued) };
    }),

    endpoint(rotateClientSecret, async (request) => {
      if (isOfService(request.params.id)) {
        const detail = 'The secret of a service is in Secrets Manager, which rotates it.';
        throw new AppError('invalid-state', { detail });
      }
      const issued = issuing.rotate(await find(request.params.id));
      const { client } = issued;
      await record(request, 'client-secret-rotated', {
        // One of before there was a list comes into it.
        writes: [writes.saveClient(client), writes.listClient(client.id)],
        client,
      });
      return { status: 200, body: shown(issued) };
    }),

    endpoint(removeClient, async (request) => {
      // Not in their list: the rotation of its secret registers it, and until the next one the service could call nobody.
      if (isOfService(request.params.id)) throw new AppError('not-found');
      const client = await find(request.params.id);
      await record(request, 'client-removed', {
        writes: [writes.removeClient(client.id), writes.unlistClient(client.id)],
        client,
      });
      return { status: 204 };
    }),
  ];
};
