// Refreshing over HTTP.
import { refresh as refreshRoute } from '../../../events/http/auth/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { logSecurityEvent } from '../audit.ts';
import { firstPartyClient } from '../domain/client.ts';
import type { Refresh } from './refreshing.ts';

export const refreshEndpoints = (refresh: Refresh): Endpoint[] => [
  endpoint(refreshRoute, async ({ body, causation, arrivedAt, log, sourceIp }) => {
    const tokens = await refresh(body.refreshToken, {
      clientId: firstPartyClient,
      causation,
      arrivedAt,
      reused: ({ userId, id }) =>
        logSecurityEvent(log, 'refresh-token-reused', { target: userId, session: id, sourceIp }),
    });
    return { status: 200, body: tokens };
  }),
];
