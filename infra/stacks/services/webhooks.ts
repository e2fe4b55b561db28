// Webhooks: what payment providers send us, and what we send to merchants. Functions, a table and an inbox.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { invokeEveryMinute } from '../../constructs/compute/schedule.ts';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { ServiceTable } from '../../constructs/data/service-table.ts';
import { InboxQueue } from '../../constructs/messaging/inbox-queue.ts';
import { consumeInbox, consumeWork } from '../../constructs/messaging/queue-trigger.ts';
import { WorkQueue } from '../../constructs/messaging/work-queue.ts';
import { serviceSecret } from '../../constructs/secrets/service-secret.ts';
import { httpEnvironment } from '../../environment.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const service = 'webhooks';

const consumerTimeout = Duration.seconds(10);

/** An endpoint may take 15 s to answer, and a run begins no request after 9 s. */
const deliveryTimeout = Duration.seconds(28);

export class WebhooksStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Webhooks', stage);
    const table = new ServiceTable(this, 'Table', { stage, service });
    const inbox = new InboxQueue(this, 'Inbox', { stage, service, consumerTimeout });
    const { deadLetters } = inbox;
    const deliveries = new WorkQueue(this, 'Deliveries', {
      stage,
      service,
      name: 'deliveries',
      consumerTimeout: deliveryTimeout,
      deadLetters,
    });
    const webhookSecret = serviceSecret(this, 'ProviderWebhookSecret', {
      stage,
      service,
      name: 'provider-webhook-secret',
      description: 'Signs what the payment provider sends; shared with the provider',
    });
    const cursorSecret = serviceSecret(this, 'CursorSecret', {
      stage,
      service,
      name: 'cursor-secret',
      description: 'Seals paging cursors',
    });
    const delivering = {
      TABLE_NAME: table.name,
      DELIVERIES_QUEUE_URL: deliveries.queue.queueUrl,
    };
    const loopback = { WEBHOOK_LOOPBACK: stage.allowsLoopbackWebhooks ? 'on' : 'off' };
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service,
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...httpEnvironment(this, stage),
        ...delivering,
        ...loopback,
        PAYMENT_PROVIDER: stage.paymentProvider,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
        PROVIDER_WEBHOOK_SECRET_ARN: webhookSecret.secretArn,
      },
    });
    for (const secret of [webhookSecret, cursorSecret]) secret.grantRead(handler);
    const consume = new ServiceFunction(this, 'Consume', {
      stage,
      service,
      entry: 'consume',
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: delivering,
    });
    const deliver = new ServiceFunction(this, 'Deliver', {
      stage,
      service,
      entry: 'deliver',
      startedBy: 'queue',
      timeout: deliveryTimeout,
      environment: { ...delivering, ...loopback },
    });
    const sweep = new ServiceFunction(this, 'Sweep', {
      stage,
      service,
      entry: 'sweep',
      startedBy: 'schedule',
      timeout: Duration.seconds(28),
      environment: delivering,
      onFailure: deadLetters,
    });
    for (const each of [handler, consume, deliver, sweep]) {
      table.grantStore(each);
      deliveries.queue.grantSendMessages(each);
    }
    consumeInbox(this, stage, inbox, consume);
    consumeWork(this, 'ConsumeDeliveries', stage, deliveries, deliver);
    invokeEveryMinute(this, 'Sweeper', stage, service, sweep, deadLetters);
  }
}
