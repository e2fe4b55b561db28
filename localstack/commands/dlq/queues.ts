// The dead-letter queues of the running system: all of them, and the one a person means.
import { UsageError } from '../../../platform/cli/flags.ts';
import { ask } from '../../cli/client.ts';
import { duration } from '../../cli/duration.ts';
import type { Running } from '../../cli/running.ts';
import { table } from '../../cli/terminal.ts';
import type { QueueDepth } from '../../tandem/queues/depths.ts';
import { type DeadLetterQueue, deadLetterQueues } from './dead-letters.ts';
import type { Target } from './target.ts';

export const readQueues = async (running: Running): Promise<readonly DeadLetterQueue[]> =>
  deadLetterQueues(await ask<QueueDepth[]>(running, 'queues'));

/** The dead letters a person means: by the name of their queue, of one they come from, or of the service. */
export function queueNamed(
  queues: readonly DeadLetterQueue[],
  name: string | undefined,
): DeadLetterQueue {
  const found = queues.find(
    (queue) =>
      queue.name === name ||
      queue.sources.some((source) => source === name) ||
      queue.name.endsWith(`-${name}-dead-letters`),
  );
  if (found) return found;
  const known = queues.map((queue) => `\n  ${queue.name}`).join('');
  throw new UsageError(`${name ? `there is no queue ${name};` : 'which queue?'} one of${known}`);
}

/** How many wait in each, and since when. */
export function list({ queues, values, terminal }: Target): void {
  if (values.json) {
    terminal.line(JSON.stringify(queues, null, 2));
    return;
  }
  const rows = queues.map(({ name, visible, oldestAgeSeconds, sources }) => [
    String(visible),
    oldestAgeSeconds === null ? '-' : duration(oldestAgeSeconds),
    name,
    sources.length === 0 ? 'of functions' : `of ${sources.join(', ')}`,
  ]);
  const head = ['letters', 'oldest', 'queue', ''];
  for (const row of table([head, ...rows], terminal.columns)) terminal.line(row);
}
