// The inbox of notifications put together: what is told, by mail and by text, and what SES says of it.
import { snsClient } from '../../platform/calls/aws.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import { createInbox, type Inbox } from '../../platform/messaging/inbox.ts';
import { sqsLater } from '../../platform/messaging/send-later.ts';
import type { QueueGround } from '../../platform/service/queue-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { policyMetrics } from '../../platform/telemetry/embedded-metrics.ts';
import type { NotificationsConfig } from './config.ts';
import { notificationHandlers } from './messages.ts';
import { withFeedback } from './sending/feedback.ts';
import { createMailer, sesClient } from './sending/mailer.ts';
import { withPostponing } from './sending/postponing.ts';
import { createDeliver } from './sending/send.ts';
import { createTexter } from './sending/texter.ts';
import { unsubscribeUrl } from './sending/unsubscribing.ts';
import { createNotificationStore } from './store.ts';

export const composeInbox = (ground: QueueGround<NotificationsConfig>): Inbox => {
  const { config, clock, log, table, readable, sqs, sealsOf } = withSecrets(ground);
  const store = createNotificationStore(table, clock, readable);
  /** Never retried here: the queue brings it again, and only what was certainly not sent is sent again. */
  const policy = (name: string) => createPolicy({ timeoutMs: 4_000, ...policyMetrics(log, name) });

  const deliver = createDeliver({
    store,
    mailer: createMailer({
      client: sesClient(),
      from: config.MAIL_FROM,
      configurationSet: config.MAIL_CONFIGURATION_SET,
      policy: policy('mail'),
    }),
    texter: createTexter(snsClient(1), policy('sms')),
    siteUrl: config.SITE_URL,
  });

  const seals = sealsOf(config.UNSUBSCRIBE_SECRET_ARN);
  const handlers = notificationHandlers({
    store,
    deliver,
    unsubscribeUrl: async (what) => unsubscribeUrl(await seals(), config.PUBLIC_URL, what),
  });
  const direct = withFeedback(createInbox(handlers, log), store, log);
  return withPostponing(direct, { sendLater: sqsLater(sqs, config.QUEUE_URL), clock, log });
};
