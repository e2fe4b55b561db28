// Every endpoint of auth.
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { composeAccounts } from './accounts/compose.ts';
import { accountEndpoints } from './accounts/http.ts';
import { addressEndpoints } from './addresses/http.ts';
import { credentialEndpoints } from './credentials/http.ts';
import { oauthEndpoints } from './oauth/http.ts';
import { createSealedPages } from './pages.ts';
import { registeringEndpoints } from './registration/http.ts';
import { composeSessions } from './sessions/compose.ts';
import { sessionEndpoints } from './sessions/http.ts';

type Given = Parameters<typeof composeSessions>[0] &
  Omit<Parameters<typeof composeAccounts>[0], 'throttle'> &
  Pick<Parameters<typeof oauthEndpoints>[0], 'keys' | 'verify' | 'issuer'> &
  Pick<Parameters<typeof accountEndpoints>[0], 'unreadable'>;

export const authEndpoints = (given: Given): Endpoint[] => {
  const sessions = composeSessions(given);
  const accounts = composeAccounts({ ...given, throttle: sessions.throttle });
  const parts = { ...given, ...sessions, ...accounts, pages: createSealedPages(given.cursors) };
  return [
    ...registeringEndpoints(parts),
    ...sessionEndpoints(parts),
    ...credentialEndpoints(parts),
    ...accountEndpoints(parts),
    ...addressEndpoints(parts),
    ...oauthEndpoints(parts),
  ];
};
