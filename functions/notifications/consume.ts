// Mails from what the other services say, one at most for each.
import { dynamoClient } from '../../platform/aws.ts';
import { systemClock } from '../../platform/clock.ts';
import { createTable } from '../../platform/data/table.ts';
import { createLog } from '../../platform/log.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { queueFunction } from '../../platform/messaging/lambda-consumer.ts';
import { readNotificationsConfig } from './config.ts';
import { notificationHandlers } from './inbox.ts';
import { createMailer, sesClient } from './mailer.ts';
import { createDeliver } from './send.ts';
import { createNotificationStore } from './store.ts';

const config = readNotificationsConfig();
const log = createLog(config);
const store = createNotificationStore(createTable(dynamoClient(), config.TABLE_NAME), systemClock);
const mailer = createMailer(sesClient(), config.MAIL_FROM);
const deliver = createDeliver({ store, mailer, publicUrl: config.PUBLIC_URL });
const inbox = createInbox(notificationHandlers({ store, deliver }), log);

export const handler = queueFunction(async () => ({ inbox, log }));
