// Mails and texts from what the other services say, one at most for each.
import { dynamoClient } from '../../platform/aws.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { createCursors } from '../../platform/cursor.ts';
import { createTable } from '../../platform/data/table.ts';
import { createLog } from '../../platform/log.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { queueFunction } from '../../platform/messaging/lambda-consumer.ts';
import { createSecretReader } from '../../platform/secrets.ts';
import { readNotificationsConfig } from './config.ts';
import { withFeedback } from './feedback.ts';
import { notificationHandlers } from './inbox.ts';
import { createMailer, sesClient } from './mailer.ts';
import { createDeliver } from './send.ts';
import { createNotificationStore } from './store.ts';
import { createTexter, snsClient } from './texter.ts';
import { unsubscribeUrl } from './unsubscribing.ts';

const config = readNotificationsConfig();
const log = createLog(config);
const readSecret = createSecretReader(clock);
const store = createNotificationStore(createTable(dynamoClient(), config.TABLE_NAME), clock);
const deliver = createDeliver({
  store,
  mailer: createMailer(sesClient(), config.MAIL_FROM),
  texter: createTexter(snsClient()),
  publicUrl: config.PUBLIC_URL,
});

const handlers = notificationHandlers({
  store,
  deliver,
  unsubscribeUrl: async (what) => {
    const seals = createCursors(await readSecret(config.UNSUBSCRIBE_SECRET_ARN));
    return unsubscribeUrl(seals, config.PUBLIC_URL, what);
  },
});
const inbox = withFeedback(createInbox(handlers, log), store, log);

export const handler = queueFunction(async () => ({ inbox, log }));
