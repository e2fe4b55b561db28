// The inbox of the webhooks service.

import { createLog } from '../../platform/log.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { queueFunction } from '../../platform/messaging/lambda-consumer.ts';
import { readConsumerConfig } from './config.ts';

const log = createLog(readConsumerConfig());
const inbox = createInbox([], log);

export const handler = queueFunction(async () => ({ inbox, log }));
