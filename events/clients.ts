// Which services call others over HTTP, as which OAuth client, and what it may do: auth registers them, infra gives each its secret.
import type { ServiceScope } from './http/route.ts';
import type { Service } from './routes.ts';

export interface ServiceClient {
  readonly service: Service;
  /** Ids of clients that administrators register begin with `cli_`. */
  readonly clientId: string;
  readonly scopes: readonly ServiceScope[];
}

export const serviceClients: readonly ServiceClient[] = [
  {
    service: 'orders',
    clientId: 'service-orders',
    scopes: ['catalogue:quote', 'users:find', 'stories:read'],
  },
];
