// What a table in memory has to say and the relay has not published.
import { itemOf, type OutboxItem } from '../../functions/outbox-relay/store.ts';
import type { Item } from '../../platform/data/table.ts';

export const nameOf = ({ table, key }: Pick<OutboxItem, 'table' | 'key'>): string =>
  `${table} ${key.pk} ${key.sk}`;

/** @param streamed names of the commits that the stream has brought, as far as they were published */
export const unpublishedOf = (
  table: string,
  { all }: { all(): readonly Item[] },
  streamed: ReadonlySet<string>,
): readonly OutboxItem[] => {
  const found: OutboxItem[] = [];
  for (const item of all()) {
    // Most of what lies there was published long ago, and reading it takes most of the time of a model test.
    if (item.pending === undefined && streamed.has(nameOf({ table, key: item }))) continue;
    const read = itemOf({}, table, item);
    if (read.messages.length > 0 && (read.isPending || read.isCommit)) found.push(read);
  }
  return found;
};
