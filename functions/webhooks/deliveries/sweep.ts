// Endpoints with something overdue are looked at, whatever became of the hints.
import type { Log } from '../../../platform/telemetry/log.ts';
import type { Wake } from '../outbound/wake.ts';
import type { DeliveryStore } from './delivery-store.ts';

/** Overdue deliveries of one shard and run: an endpoint that is slow, or has had a day replayed, has thousands, and must not hide those of others behind them. */
const pageSize = 20_000;

export const createWaking =
  (
    deliveries: Pick<DeliveryStore, 'overdueEndpoints'>,
    wake: Wake,
    log: Pick<Log, 'info'>,
  ): (() => Promise<{ woken: number }>) =>
  async () => {
    const endpoints = await deliveries.overdueEndpoints(pageSize);
    await Promise.all(endpoints.map((endpointId) => wake(endpointId, 0)));
    if (endpoints.length > 0) log.info({ woken: endpoints.length }, 'endpoints woken');
    return { woken: endpoints.length };
  };
