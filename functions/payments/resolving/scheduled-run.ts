// What a scheduled run does: the day's report, what was kept for later, and the provider's last word on payments; side by side, so that none waits for another.
import type { Run } from '../../../platform/service/event-function.ts';
import type { Log } from '../../../platform/telemetry/log.ts';

/** The function ends before it is stopped. */
const reserveMs = 1_000;
/** The longest that a kept event takes, when it has found its payment. */
const keptEventMs = 15_000;

export interface RunParts {
  readonly report: () => Promise<unknown>;
  readonly retryParked: (run: Pick<Run, 'until'>) => Promise<unknown>;
  /** Answers how many payments the provider was asked about. */
  readonly reconcile: (run: Run) => Promise<number>;
  readonly log: Pick<Log, 'error'>;
}

export const createScheduledRun =
  ({ report, retryParked, reconcile, log }: RunParts) =>
  async ({ id, until }: Run): Promise<{ asked: number }> => {
    // What fails is tried again with the next run.
    const failed = (text: string) => (error: unknown) => log.error({ error }, text);
    const [asked] = await Promise.allSettled([
      reconcile({ id, until: until - reserveMs }),
      retryParked({ until: until - reserveMs - keptEventMs }).catch(
        failed('kept events were not tried'),
      ),
      report().catch(failed('no daily report')),
    ]);
    // Not before the others have ended: what is under way then would stand still until the next run.
    if (asked.status === 'rejected') throw asked.reason;
    return { asked: asked.value };
  };
