// Every route of sessions.
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { loginEndpoints } from './login.ts';
import { refreshEndpoints } from './refresh.ts';
import type { Refresh } from './refreshing.ts';
import { sessionEndEndpoints } from './session-end.ts';
import { sessionListEndpoints } from './session-list.ts';
import type { Sessions } from './sessions.ts';

type Parts = Parameters<typeof loginEndpoints>[0] &
  Parameters<typeof sessionListEndpoints>[0] & {
    readonly sessions: Sessions;
    readonly refresh: Refresh;
  };

export const sessionEndpoints = (parts: Parts): Endpoint[] => [
  ...loginEndpoints(parts),
  ...refreshEndpoints(parts.refresh),
  ...sessionEndEndpoints(parts.sessions),
  ...sessionListEndpoints(parts),
];
