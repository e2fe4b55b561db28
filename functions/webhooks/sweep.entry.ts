// Every minute: endpoints with something overdue are looked at, whatever became of the hints.
import { sqsClient } from '../../platform/calls/aws.ts';
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { readSweepConfig } from './config.ts';
import { createDeliveryStore } from './deliveries/delivery-store.ts';
import { createWake } from './outbound/wake.ts';

/** Overdue deliveries of one shard and run. */
const pageSize = 500;

export const handler = scheduledFunction(readSweepConfig(), (ground) => {
  const { config, clock, log, table, readable } = withTable(ground);
  const deliveries = createDeliveryStore(table, clock, readable);
  const wake = createWake(sqsClient(), config.DELIVERIES_QUEUE_URL);

  return async (): Promise<{ woken: number }> => {
    const endpoints = await deliveries.overdueEndpoints(pageSize);
    await Promise.all(endpoints.map((endpointId) => wake(endpointId, 0)));
    if (endpoints.length > 0) log.info({ woken: endpoints.length }, 'endpoints woken');
    return { woken: endpoints.length };
  };
});
