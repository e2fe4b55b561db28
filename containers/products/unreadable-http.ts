// What of the table this service cannot read, over HTTP for staff.
import { listUnreadable } from '../../events/http/products/products.ts';
import type { Readable } from '../../platform/data/readable.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import type { Seals } from '../../platform/tokens/seals.ts';

const binding = 'unreadable';

export const unreadableEndpoints = ({
  readable,
  cursors,
}: {
  readonly readable: Readable;
  readonly cursors: Seals;
}): readonly Endpoint[] => [
  endpoint(listUnreadable, ({ query: { limit = 20, cursor } }) => {
    const after = cursor === undefined ? '' : cursors.open<string>(cursor, binding);
    const items = readable
      .unreadable()
      .map(({ pk, sk, ...rest }) => ({ key: `${pk} ${sk}`, ...rest }))
      .filter(({ key }) => key > after);
    const page = items.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = items.length > limit && last ? cursors.seal(last.key, binding) : null;
    return { status: 200, body: { items: page, nextCursor } };
  }),
];
