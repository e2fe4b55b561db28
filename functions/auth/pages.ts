// Pages of a list for staff: the cursor is the key of the last item seen, sealed for who has asked and what for.
import { AppError } from '../../platform/kernel/errors.ts';
import type { Seals } from '../../platform/tokens/seals.ts';

export const pageSize = 20;

export interface Asked {
  /** The route, who asks, and the filters: a cursor is good for these alone. */
  readonly binding: string;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** For a list that has one page: no cursor leads to another. */
export const refuseCursor = (cursor: string | undefined): void => {
  if (cursor !== undefined) throw new AppError('invalid-cursor');
};

/** `cursors` reads their key when the first is needed. */
export const createSealedPages =
  (cursors: () => Promise<Seals>) =>
  async <Item>(
    { binding, cursor, limit }: Asked,
    read: (page: { after: string | undefined; limit: number }) => Promise<readonly Item[]>,
    keyOf: (item: Item) => string,
  ): Promise<{ items: readonly Item[]; nextCursor: string | null }> => {
    const sealed = await cursors();
    const after = cursor === undefined ? undefined : sealed.open<string>(cursor, binding);
    const items = await read({ after, limit });
    const last = items.length === limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : sealed.seal(keyOf(last), binding) };
  };

export type Pages = ReturnType<typeof createSealedPages>;
