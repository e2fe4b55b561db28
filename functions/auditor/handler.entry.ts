// The scheduled audit: reads all tables, compares, reports; it never writes.
import { setTimeout as sleep } from 'node:timers/promises';
import { dynamoClient } from '../../platform/calls/aws.ts';
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { readAuditorConfig } from './config.ts';
import { createAudit } from './scheduled-audit.ts';

export const handler = scheduledFunction(readAuditorConfig(), ({ config, clock, log }) =>
  createAudit({ client: dynamoClient(), tables: config.TABLES, clock, log, sleep }),
);
