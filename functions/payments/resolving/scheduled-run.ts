// What a scheduled run does, one after the other: the day's report, what was kept for later, and the provider's last word on payments.
import type { Run } from '../../../platform/service/event-function.ts';
import type { Log } from '../../../platform/telemetry/log.ts';

/** The function ends before it is stopped. */
const reserveMs = 1_000;

export interface RunParts {
  readonly report: () => Promise<unknown>;
  readonly retryParked: () => Promise<unknown>;
  /** Answers how many payments the provider was asked about. */
  readonly reconcile: (run: Run) => Promise<number>;
  readonly log: Pick<Log, 'error'>;
}

export const createScheduledRun =
  ({ report, retryParked, reconcile, log }: RunParts) =>
  async ({ id, until }: Run): Promise<{ asked: number }> => {
    // A report that fails is tried again with the next run.
    await report().catch((error: unknown) => log.error({ error }, 'no daily report'));
    await retryParked();
    return { asked: await reconcile({ id, until: until - reserveMs }) };
  };
