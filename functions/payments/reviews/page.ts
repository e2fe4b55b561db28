// Pages of what staff looks at.
import type { listPaymentReports } from '../../../events/http/payments.ts';
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';

const pageSize = 20;

export interface Listed<T> {
  /** Of the route: a cursor is good for it alone. */
  readonly id: string;
  readonly read: (options: { limit: number; after?: string }) => Promise<readonly T[]>;
  /** The place of an item in its list. */
  readonly positionOf: (item: T) => string;
}

export const createPage =
  (cursors: () => Promise<Seals>) =>
  async <T>(request: Request<typeof listPaymentReports>, { id, read, positionOf }: Listed<T>) => {
    const { limit = pageSize, cursor } = request.query;
    const binding = `${id} ${callerOf(request).subject}`;
    const sealer = await cursors();
    const after = cursor === undefined ? undefined : sealer.open<string>(cursor, binding);
    const found = await read({ limit: limit + 1, ...(after !== undefined && { after }) });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const hasMore = found.length > limit && last !== undefined;
    return { items, nextCursor: hasMore ? sealer.seal(positionOf(last), binding) : null };
  };
