// What is told of a journey: how long it took, or what has failed and that one has.
import { counted, measured } from '../../platform/telemetry/embedded-metrics.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import type { Outcome } from './journey.ts';

export const reportJourney = (
  log: Pick<Log, 'info' | 'error'>,
  outcome: Outcome,
  milliseconds: number,
): void => {
  if (outcome.status === 'passed') {
    log.info({ ...outcome, ...measured('JourneyMilliseconds', milliseconds) }, 'journey');
  } else {
    log.error({ ...outcome, milliseconds, ...counted('JourneyFailed') }, 'journey');
  }
};
