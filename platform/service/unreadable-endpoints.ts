// What of the table of a service cannot be read, over HTTP for staff.
import type { UnreadableRoute } from '../../events/http/unreadable.ts';
import { nameOf } from '../data/readable.ts';
import { callerOf, type Endpoint, endpoint } from '../http/endpoint.ts';
import type { Seals } from '../tokens/seals.ts';
import type { UnreadableItems } from './unreadable-items.ts';

export const unreadableEndpoints = (
  contract: UnreadableRoute,
  unreadable: Pick<UnreadableItems, 'list'>,
  seals: () => Seals | Promise<Seals>,
): readonly Endpoint[] => [
  endpoint(contract, async (request) => {
    const { limit = 20, cursor } = request.query;
    const binding = `${contract.id} ${callerOf(request).subject}`;
    const cursors = await seals();
    const after = cursor === undefined ? undefined : cursors.open<string>(cursor, binding);
    const { items, last } = await unreadable.list({ limit, after });
    const shown = items.map(({ pk, sk, ...rest }) => ({ key: nameOf({ pk, sk }), ...rest }));
    const nextCursor = last === null ? null : cursors.seal(last, binding);
    return { status: 200, body: { items: shown, nextCursor } };
  }),
];
