// Mails and texts from what the other services say, one at most for each.
import { queueFunction } from '../../platform/service/queue-function.ts';
import { composeInbox } from './compose.ts';
import { readNotificationsConfig } from './config.ts';

export const handler = queueFunction(readNotificationsConfig(), composeInbox);
