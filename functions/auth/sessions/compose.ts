// Sessions put together, and the throttle in front of them.
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import { createAccountReader } from '../store.ts';
import { createKnownDevices } from '../throttling/known-devices.ts';
import { createThrottle } from '../throttling/throttle.ts';
import type { IssueAccessToken } from './access-tokens.ts';
import { createIssuing } from './issuing.ts';
import { createRefresh } from './refreshing.ts';
import { createSessions } from './sessions.ts';

export const composeSessions = ({
  table,
  commit,
  clock,
  newId,
  cursors: seals,
  issue,
}: Pick<TableBasis, 'table' | 'commit' | 'clock' | 'newId'> & {
  /** Of cursors, and of the markers of devices. */
  readonly cursors: Parameters<typeof createKnownDevices>[0]['seals'];
  readonly issue: IssueAccessToken;
}) => {
  const devices = createKnownDevices({ table, seals, clock, newId });
  const issueTokens = createIssuing(issue);
  const sessions = createSessions({ commit, issueTokens, clock, newId });
  const store = createAccountReader(table);
  return {
    devices,
    throttle: createThrottle({ table, clock, devices }),
    sessions,
    refresh: createRefresh({ store, commit, end: sessions.end, issueTokens, clock }),
  };
};
