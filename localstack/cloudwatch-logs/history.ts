// The last log lines of everything that runs, by log group.
import type { Log } from '../cloud/cloud.ts';

export interface LogEvent {
  /** Counts up. */
  readonly id: number;
  readonly group: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

export interface LogHistory {
  readonly log: Log;
  readonly startedAt: number;
  /** Oldest first. */
  events(): readonly LogEvent[];
}

// As many as `npm run logs` finds in memory; older lines are in the files.
const kept = 20_000;

/** Functions have a group of their own, everything else one by the prefix of its lines. */
export const groupOf = (source: string) => `/embedded/${source}`;

export function createLogHistory(log: Log): LogHistory {
  const events: LogEvent[] = [];
  let id = 0;
  return {
    startedAt: Date.now(),
    events: () => events,
    log: {
      line(source, text, group = groupOf(source)) {
        id += 1;
        events.push({ id, group, at: Date.now(), text });
        if (events.length > kept * 1.1) events.splice(0, events.length - kept);
        log.line(source, text);
      },
    },
  };
}
