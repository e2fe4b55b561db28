// Mails and texts from what the other services say, one at most for each.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { queueFunction } from '../../platform/lambda/queue-function.ts';
import { createBury } from '../../platform/messaging/dead-letter-queue.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { sqsLater } from '../../platform/messaging/send-later.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { told } from '../../platform/telemetry/metrics.ts';
import { createCursors } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { readNotificationsConfig } from './config.ts';
import { notificationHandlers } from './messages.ts';
import { withFeedback } from './sending/feedback.ts';
import { createMailer, sesClient } from './sending/mailer.ts';
import { withPostponing } from './sending/postponing.ts';
import { createDeliver } from './sending/send.ts';
import { createTexter, snsClient } from './sending/texter.ts';
import { unsubscribeUrl } from './sending/unsubscribing.ts';
import { createNotificationStore } from './store.ts';

const config = readNotificationsConfig();
const log = createLog(config);
const readSecret = createSecretReader(clock);
const store = createNotificationStore(
  createTable(dynamoClient(), config.TABLE_NAME),
  clock,
  createReadable({ clock, log }),
);
/** Never retried here: the queue brings it again, and only what was certainly not sent is sent again. */
const policy = (name: string) => createPolicy({ timeoutMs: 4_000, ...told(log, name) });

const deliver = createDeliver({
  store,
  mailer: createMailer({
    client: sesClient(),
    from: config.MAIL_FROM,
    configurationSet: config.MAIL_CONFIGURATION_SET,
    policy: policy('mail'),
  }),
  texter: createTexter(snsClient(), policy('sms')),
  siteUrl: config.SITE_URL,
});

const handlers = notificationHandlers({
  store,
  deliver,
  unsubscribeUrl: async (what) => {
    const seals = createCursors(await readSecret(config.UNSUBSCRIBE_SECRET_ARN));
    return unsubscribeUrl(seals, config.PUBLIC_URL, what);
  },
});
const sqs = new SQSClient(clientOptions);
const sendLater = sqsLater(sqs, config.QUEUE_URL);
const direct = withFeedback(createInbox(handlers, log), store, log);
const inbox = withPostponing(direct, { sendLater, clock, log });
const bury = createBury({ client: sqs, deadLettersUrl: config.DEAD_LETTERS_URL });

export const handler = queueFunction(async () => ({ inbox, bury, log }));
