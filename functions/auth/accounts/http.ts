// Every route of accounts: one's own, and all of them for administrators.
import { listUnreadableAccounts } from '../../../events/http/unreadable.ts';
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { unreadableEndpoints } from '../../../platform/service/unreadable-endpoints.ts';
import { accountListEndpoints } from './admin-list.ts';
import { adminUserEndpoints } from './admin-users.ts';
import { auditEndpoints } from './audit-list.ts';
import { createChangeAudited } from './audited-change.ts';
import { deletionEndpoints } from './deletion.ts';
import { createMoving } from './moving.ts';
import { profileEndpoints } from './profile.ts';

type Parts = Omit<Parameters<typeof profileEndpoints>[0], 'moving'> &
  Parameters<typeof createMoving>[0] &
  Parameters<typeof deletionEndpoints>[0] &
  Parameters<typeof accountListEndpoints>[0] &
  Parameters<typeof auditEndpoints>[0] &
  Parameters<typeof createChangeAudited>[0] & {
    readonly cursors: Parameters<typeof unreadableEndpoints>[2];
    readonly unreadable: Parameters<typeof unreadableEndpoints>[1];
  };

export const accountEndpoints = (parts: Parts): Endpoint[] => [
  ...profileEndpoints({ ...parts, moving: createMoving(parts) }),
  ...deletionEndpoints(parts),
  ...accountListEndpoints(parts),
  ...auditEndpoints(parts),
  ...adminUserEndpoints(createChangeAudited(parts)),
  ...unreadableEndpoints(listUnreadableAccounts, parts.unreadable, parts.cursors),
];
