// The sweep of what is overdue, every minute.
import { sqsClient } from '../../platform/calls/aws.ts';
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { readSweepConfig } from './config.ts';
import { createDeliveryStore } from './deliveries/delivery-store.ts';
import { createWaking } from './deliveries/sweep.ts';
import { createWake } from './outbound/wake.ts';

export const handler = scheduledFunction(readSweepConfig(), (ground) => {
  const { config, clock, log, table, readable } = withTable(ground);
  const wake = createWake(sqsClient(), config.DELIVERIES_QUEUE_URL);
  return createWaking(createDeliveryStore(table, clock, readable), wake, log);
});
