// Every route of what staff sees and does: reviews of payments, the daily reports, what cannot be read.
import { listUnreadablePayments } from '../../../events/http/unreadable.ts';
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { unreadableEndpoints } from '../../../platform/service/unreadable-endpoints.ts';
import { reportEndpoints } from './reports-http.ts';
import { reviewEndpoints } from './reviews-http.ts';

type Parts = Parameters<typeof reviewEndpoints>[0] &
  Parameters<typeof reportEndpoints>[0] & {
    readonly unreadable: Parameters<typeof unreadableEndpoints>[1];
  };

export const staffEndpoints = (parts: Parts): readonly Endpoint[] => [
  ...reviewEndpoints(parts),
  ...reportEndpoints(parts),
  ...unreadableEndpoints(listUnreadablePayments, parts.unreadable, parts.cursors),
];
