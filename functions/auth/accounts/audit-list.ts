// What administrators have changed, day by day.
import { type AuditEntry, listAudit } from '../../../events/http/auth/admin.ts';
import type { Key } from '../../../platform/data/table.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Audited } from '../audit.ts';
import { type Pages, pageSize } from '../pages.ts';
import type { AccountStore } from '../store.ts';

const shown = ({ sk, event, at, actor, target, roles, scopes }: Key & Audited): AuditEntry => ({
  id: sk.slice(sk.indexOf('#') + 1),
  event,
  at,
  ...(actor !== undefined && { actor }),
  ...(target !== undefined && { target }),
  ...(roles !== undefined && { roles: [...roles] }),
  ...(scopes !== undefined && { scopes: [...scopes] }),
});

export const auditEndpoints = ({
  store,
  pages,
  clock,
}: {
  readonly store: Pick<AccountStore, 'auditEntries'>;
  readonly pages: Pages;
  readonly clock: Clock;
}): Endpoint[] => [
  endpoint(listAudit, async (request) => {
    const { day = isoTime(clock).slice(0, 10), limit = pageSize, cursor } = request.query;
    const asked = { binding: `${listAudit.id} ${callerOf(request).subject} ${day}`, cursor, limit };
    const page = await pages(
      asked,
      (part) => store.auditEntries(day, part),
      ({ sk }) => sk,
    );
    return { status: 200, body: { ...page, items: page.items.map(shown) } };
  }),
];
