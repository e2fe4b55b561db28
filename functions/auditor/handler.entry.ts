// The scheduled audit: reads all tables, compares, reports; it never writes.
import { setTimeout as sleep } from 'node:timers/promises';
import { dynamoClient } from '../../platform/calls/aws.ts';
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { readAuditorConfig } from './config.ts';
import { lookAtAll } from './look.ts';
import { reportAudit } from './report.ts';
import { auditByTwoLooks } from './second-look.ts';

/** What changed in the last minutes may still be on its way: the sweeper needs up to two. */
const graceMs = 5 * 60_000;
/** Some 300 MB at a kilobyte each with all that surrounds it. */
const limit = 100_000;
const pauseMs = 2_000;
const reserveMs = 4_000;

export const handler = scheduledFunction(readAuditorConfig(), ({ config, clock, log }) => {
  const client = dynamoClient();
  return async (run) => {
    const until = run.until - reserveMs;
    const audited = await auditByTwoLooks(
      () => lookAtAll({ client, tables: config.TABLES, until, now: clock.now, limit, graceMs }),
      () => sleep(pauseMs),
    );
    reportAudit(log, { ...audited, now: clock.now() });
    return { ...audited, breaches: audited.breaches.length };
  };
});
