// All of `/_tandem/*` on the AWS port: what runs, what it says, what waits, and ways to disturb it.

import type { Logs } from '../cloud/logs/logs.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import type { FaultControl } from '../faults/control.ts';
import type { Traces } from '../telemetry/traces.ts';
import { createEvents } from './events.ts';
import { mapRoutes } from './map.ts';
import { operateRoutes } from './operate.ts';
import { createOrderReader } from './orders.ts';
import { functionsOf, processesOf, processRoutes } from './processes.ts';
import { queueDepths, queueRoutes } from './queues.ts';
import { type TandemRoutes, tandemRoutes } from './routing.ts';
import { statusRoutes } from './status.ts';
import { tableRoutes } from './tables.ts';
import { telemetryRoutes } from './traces.ts';

export interface AdminParts {
  readonly stage: string;
  readonly cloud: AwsCloud;
  readonly logs: Logs;
  readonly traces: Traces;
  readonly faults: FaultControl;
  ready(): boolean;
  trigger(request: unknown): Promise<unknown>;
}

export function adminRoutes({
  stage,
  cloud,
  logs,
  traces,
  faults,
  ready,
  trigger,
}: AdminParts): TandemRoutes {
  const events = createEvents({
    logs,
    traces,
    watched: {
      queues: { every: 500, look: () => queueDepths(cloud.messaging) },
      processes: {
        every: 2_000,
        look: () => ({ processes: processesOf(cloud), functions: functionsOf(cloud) }),
      },
      traffic: { every: 1_000, look: () => cloud.traffic.list() },
      mailbox: { every: 1_000, look: () => ({ mails: cloud.mailbox.list().length }) },
    },
  });
  cloud.onStop('listeners', async () => events.stop());
  const orders = createOrderReader({ cloud, traces, logs, prefix: `tandem-${stage}` });
  return tandemRoutes([
    ...statusRoutes({ cloud, logs, ready }),
    events.route,
    ...telemetryRoutes({ logs, traces, idsOf: orders.idsOf }),
    ...orders.routes,
    ...queueRoutes(cloud.messaging),
    ...processRoutes(cloud),
    ...tableRoutes(cloud),
    ...mapRoutes(cloud),
    ...operateRoutes({
      mailbox: cloud.mailbox,
      scheduler: cloud.scheduler,
      faults,
      trigger,
    }),
  ]);
}
