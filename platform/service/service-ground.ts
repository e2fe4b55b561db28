// The ground of a containerised service: what is in every process, and what only one that lives long has.
import { createReadable } from '../data/readable.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Configured } from '../kernel/config.ts';
import { newId } from '../kernel/ids.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/prometheus.ts';
import { type SecretParts, withSecrets } from './secret-ground.ts';
import type { serviceConfig } from './service-config.ts';
import { type TableGround, withTable } from './table-ground.ts';

export type ServiceConfig = Configured<typeof serviceConfig>;

export type ServiceGround<Config> = TableGround<Config> &
  SecretParts & {
    readonly metrics: Metrics;
  };

export const serviceGround = <Config extends ServiceConfig>(
  config: Config,
): ServiceGround<Config> => {
  const clock = systemClock;
  const log = createLog(config);
  const metrics = createMetrics();
  const ground = withSecrets(withTable({ config, clock, newId, log }));
  const { keep } = ground.unreadable;
  return {
    ...ground,
    metrics,
    // What cannot be read is counted as well.
    readable: createReadable({ clock, log, found: metrics.unreadable, keep }),
  };
};
