// All of `/_tandem/*` on the AWS port: what runs, what it says, what waits, and ways to disturb it.
import { join } from 'node:path';
import { paths } from '../cli/paths.ts';
import type { Lifetime } from '../cloud/cloud.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { chaosRoutes } from './chaos/routes.ts';
import { findingsFor } from './doctor.ts';
import { lookRoutes, type SeenParts } from './look.ts';
import { type Operated, operateRoutes } from './operate.ts';
import { processRoutes, type Running } from './processes.ts';
import { queueRoutes } from './queues/routes.ts';
import { type TandemRoutes, tandemRoutes } from './routing.ts';
import { receiverRoutes } from './webhooks/receiver.ts';

interface AdminOptions {
  /** Of the names of tables: `tandem-dev`. */
  readonly prefix: string;
  readonly logs: SeenParts['logs'];
  readonly traces: SeenParts['traces'];
  readonly faults: Operated['faults'];
  ready(): boolean;
  trigger(request: unknown): Promise<unknown>;
}

type Parts = Omit<SeenParts, 'prefix' | 'logs' | 'traces' | 'ready'> &
  Running &
  Pick<Operated, 'scheduler'> &
  Pick<Lifetime, 'onStop'> & { readonly messaging: Messaging };

export function adminRoutes(parts: Parts, options: AdminOptions): TandemRoutes {
  const { messaging, mailbox, scheduler } = parts;
  const { faults, trigger } = options;
  const look = lookRoutes({ ...parts, ...options });
  parts.onStop('listeners', async () => look.stop());
  return tandemRoutes([
    ...look.routes,
    ...queueRoutes(messaging),
    ...processRoutes(parts),
    ...operateRoutes({ mailbox, scheduler, faults, trigger }),
    ...receiverRoutes(parts.endpoints),
    ...chaosRoutes({
      directory: join(paths.local, 'chaos'),
      program: 'tests/chaos/run.ts',
      onStop: parts.onStop,
    }),
    ['GET', /^\/_tandem\/doctor$/, async () => ({ findings: await findingsFor(parts.endpoints) })],
  ]);
}
