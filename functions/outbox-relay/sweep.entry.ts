// The sweeper, every minute.
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { composeRelay } from './compose.ts';
import { readRelayConfig } from './config.ts';
import { createSweep } from './sweeper.ts';

export const handler = scheduledFunction(readRelayConfig(), (ground) =>
  createSweep(composeRelay(ground)),
);
