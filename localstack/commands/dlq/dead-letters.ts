// The dead-letter queues there are, each once: those of queues, and those of what fails outside of one.

import type { QueueDepth } from '../../tandem/queues/depths.ts';

export interface DeadLetterQueue {
  readonly name: string;
  readonly visible: number;
  readonly oldestAgeSeconds: number | null;
  /** Queues whose messages die into it; none where only functions do. */
  readonly sources: readonly string[];
}

/** As infra/constructs/messaging/dead-letter-queue.ts names them. */
const isDeadLetters = (name: string) => name.endsWith('-dead-letters');

export function deadLetterQueues(queues: readonly QueueDepth[]): DeadLetterQueue[] {
  const found = new Map<string, DeadLetterQueue>();
  for (const queue of queues) {
    const dead = queue.deadLetter ?? (isDeadLetters(queue.name) ? queue : undefined);
    if (dead === undefined) continue;
    const { name, visible, oldestAgeSeconds } = dead;
    const sources = found.get(name)?.sources ?? [];
    found.set(name, {
      name,
      visible,
      oldestAgeSeconds,
      sources: queue.deadLetter ? [...sources, queue.name] : sources,
    });
  }
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** The queues that are worked on. */
export const workQueues = (queues: readonly QueueDepth[]): QueueDepth[] =>
  queues.filter(({ name }) => !isDeadLetters(name));
