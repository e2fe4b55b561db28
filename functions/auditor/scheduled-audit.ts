// One run of the audit: how much it looks at, how long it waits, and what it says.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Service } from '../../events/routes.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { lookAtAll } from './look.ts';
import { reportAudit } from './report.ts';
import { auditByTwoLooks } from './second-look.ts';

/** What changed in the last minutes may still be on its way: the sweeper needs up to two. */
const graceMs = 5 * 60_000;
/** Some 300 MB at a kilobyte each with all that surrounds it. */
const limit = 100_000;
const pauseMs = 2_000;
const reserveMs = 4_000;

export interface AuditParts {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<Service, string>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

export interface AuditRun {
  readonly breaches: number;
  readonly items: number;
  readonly complete: boolean;
}

/** Nothing further is read shortly before `until` (milliseconds since 1970). */
export const createAudit =
  ({ client, tables, clock, log, sleep }: AuditParts) =>
  async ({ until: end }: { readonly until: number }): Promise<AuditRun> => {
    const until = end - reserveMs;
    const audited = await auditByTwoLooks(
      () => lookAtAll({ client, tables, until, now: clock.now, limit, graceMs }),
      () => sleep(pauseMs),
    );
    reportAudit(log, { ...audited, now: clock.now() });
    return { ...audited, breaches: audited.breaches.length };
  };
