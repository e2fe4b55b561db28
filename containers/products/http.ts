// Every route of the products service.
import { listUnreadableProducts } from '../../events/http/unreadable.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { catalogueEndpoints } from './catalogue/http.ts';
import { importEndpoints } from './imports/http.ts';
import { ledgerEndpoints } from './stock/ledger-http.ts';
import { stockEndpoints } from './stock/stock-http.ts';

type Parts = Parameters<typeof catalogueEndpoints>[0] &
  Parameters<typeof stockEndpoints>[0] &
  Parameters<typeof ledgerEndpoints>[0] &
  Parameters<typeof importEndpoints>[0] & {
    readonly unreadable: Parameters<typeof unreadableEndpoints>[1];
  };

export const endpoints = (parts: Parts): readonly Endpoint[] => [
  ...catalogueEndpoints(parts),
  ...stockEndpoints(parts),
  ...ledgerEndpoints(parts),
  ...importEndpoints(parts),
  ...unreadableEndpoints(listUnreadableProducts, parts.unreadable, () => parts.cursors),
];
