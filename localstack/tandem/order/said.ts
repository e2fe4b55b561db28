// What receivers say in the logs that they have handled.
import { viewOf } from '../../cloud/logs/line.ts';
import type { Logs } from '../../cloud/logs/logs.ts';

export type SearchedLogs = Pick<Logs, 'search'>;

const mostLines = 1_000;

/** When, by message and receiver: the only word of those that keep nothing of a message, where its trace is not kept. */
export async function saidOf(
  logs: SearchedLogs,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const lines = await logs.search({ ids, text: '"message handled"' }, mostLines);
  return new Map(
    lines.map(viewOf).map(({ at, source, record }) => [`${record?.messageId} ${source}`, at]),
  );
}
