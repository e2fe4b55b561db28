// The scheduled audit: reads all tables, compares, reports; it never writes.
import { setTimeout as sleep } from 'node:timers/promises';
import { dynamoClient } from '../../platform/calls/aws.ts';
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { readAuditorConfig } from './config.ts';
import { audit } from './domain/audit.ts';
import { lookAtAll } from './look.ts';
import { reportAudit, standing } from './report.ts';

/** What changed in the last minutes may still be on its way: the sweeper needs up to two. */
const graceMs = 5 * 60_000;
/** Some 300 MB at a kilobyte each with all that surrounds it. */
const limit = 100_000;
const pauseMs = 2_000;
const reserveMs = 4_000;

export const handler = scheduledFunction(readAuditorConfig(), ({ config, clock, log }) => {
  const client = dynamoClient();
  const look = (until: number) =>
    lookAtAll({ client, tables: config.TABLES, until, now: clock.now, limit, graceMs });

  return async (run) => {
    const until = run.until - reserveMs;
    const first = await look(until);
    let breaches = first.complete ? audit(first.snapshot) : [];
    let { items, complete } = first;
    if (breaches.length > 0) {
      await sleep(pauseMs);
      const second = await look(until);
      ({ items, complete } = second);
      breaches = complete ? standing(breaches, audit(second.snapshot)) : [];
    }
    reportAudit(log, { breaches, items, complete, now: clock.now() });
    return { breaches: breaches.length, items, complete };
  };
});
