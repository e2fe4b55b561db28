// Every route of OAuth.
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { adminClientEndpoints } from './admin-clients.ts';
import { createClientIssuing } from './client-issuing.ts';
import { createRecordClient } from './client-record.ts';
import { introspectionEndpoints } from './introspection.ts';
import { oauthTokenEndpoints } from './oauth.ts';
import { revocationEndpoints } from './revocation.ts';
import { createTokenReader } from './token-reader.ts';
import { wellKnownEndpoints } from './well-known.ts';

type Parts = Parameters<typeof oauthTokenEndpoints>[0] &
  Parameters<typeof wellKnownEndpoints>[0] &
  Parameters<typeof createTokenReader>[0] &
  Parameters<typeof createRecordClient>[0] &
  Omit<Parameters<typeof revocationEndpoints>[0], 'tokens'> &
  Pick<Parameters<typeof adminClientEndpoints>[0], 'store' | 'pages'>;

export const oauthEndpoints = (parts: Parts): Endpoint[] => {
  const tokens = createTokenReader(parts);
  const issuing = createClientIssuing(parts.clock, parts.newId);
  return [
    ...oauthTokenEndpoints(parts),
    ...revocationEndpoints({ ...parts, tokens }),
    ...introspectionEndpoints({ ...parts, tokens }),
    ...adminClientEndpoints({ ...parts, issuing, record: createRecordClient(parts) }),
    ...wellKnownEndpoints(parts),
  ];
};
