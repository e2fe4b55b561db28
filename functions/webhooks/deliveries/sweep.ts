// Endpoints with something overdue are looked at, whatever became of the hints.
import { createSemaphore } from '../../../platform/kernel/semaphore.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { Wake } from '../outbound/wake.ts';
import type { DeliveryStore } from './delivery-store.ts';

/** Overdue deliveries of one shard that are read together: an endpoint that is slow, or has had a day replayed, has thousands, and hides those of others behind it from no run. */
const pageSize = 1_000;
/** Fewer than the client of the queue lets wait. */
const atOnce = 20;

export const createWaking =
  (
    deliveries: Pick<DeliveryStore, 'overdueEndpoints'>,
    wake: Wake,
    log: Pick<Log, 'info'>,
  ): (() => Promise<{ woken: number }>) =>
  async () => {
    const inTurn = createSemaphore({ atOnce, waiting: Number.POSITIVE_INFINITY });
    const seen = new Set<string>();
    const failures: unknown[] = [];
    const wakeSafely = (endpointId: string) =>
      inTurn(() => wake(endpointId, 0)).catch((error: unknown) => failures.push(error));
    for await (const found of deliveries.overdueEndpoints(pageSize)) {
      const others = found.filter((endpointId) => !seen.has(endpointId));
      for (const endpointId of others) seen.add(endpointId);
      await Promise.all(others.map(wakeSafely));
    }
    const woken = seen.size - failures.length;
    if (woken > 0) log.info({ woken }, 'endpoints woken');
    if (failures.length > 0) throw new AggregateError(failures, 'not all endpoints were woken');
    return { woken };
  };
