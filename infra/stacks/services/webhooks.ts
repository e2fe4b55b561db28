// Webhooks: what payment providers send us, and what we send to merchants. Functions, a table and an inbox.
import { Duration } from 'aws-cdk-lib';
import { invokeEveryMinute } from '../../constructs/compute/schedule.ts';
import { consumeInbox, consumeWork } from '../../constructs/messaging/queue-trigger.ts';
import { WorkQueue } from '../../constructs/messaging/work-queue.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

const consumerTimeout = Duration.seconds(10);

/** An endpoint may take 15 s to answer, and a run begins no request after 9 s. */
const deliveryTimeout = Duration.seconds(28);

export class WebhooksStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Webhooks', 'webhooks', ...stack);
    const { stage, service } = this;
    const table = this.serviceTable();
    const inbox = this.inbox(consumerTimeout);
    const { deadLetters } = inbox;
    const deliveries = new WorkQueue(this, 'Deliveries', {
      stage,
      service,
      name: 'deliveries',
      consumerTimeout: deliveryTimeout,
      deadLetters,
    });
    const webhookSecret = this.secret('ProviderWebhookSecret', {
      name: 'provider-webhook-secret',
      description: 'Signs what the payment provider sends; shared with the provider',
    });
    const cursorSecret = this.secret('CursorSecret', {
      name: 'cursor-secret',
      description: 'Seals paging cursors',
    });
    const delivering = {
      TABLE_NAME: table.name,
      DELIVERIES_QUEUE_URL: deliveries.queue.queueUrl,
    };
    const loopback = { WEBHOOK_LOOPBACK: stage.allowsLoopbackWebhooks ? 'on' : 'off' };
    const handler = this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...this.httpEnvironment(),
        ...delivering,
        ...loopback,
        PAYMENT_PROVIDER: stage.paymentProvider,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
        PROVIDER_WEBHOOK_SECRET_ARN: webhookSecret.secretArn,
      },
    });
    for (const secret of [webhookSecret, cursorSecret]) secret.grantRead(handler);
    const consume = this.serviceFunction('Consume', {
      entry: 'consume',
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: delivering,
    });
    const deliver = this.serviceFunction('Deliver', {
      entry: 'deliver',
      startedBy: 'queue',
      timeout: deliveryTimeout,
      environment: { ...delivering, ...loopback },
    });
    const sweep = this.serviceFunction('Sweep', {
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
    consumeWork(this, 'ConsumeDeliveries', { stage, source: deliveries, consumer: deliver });
    invokeEveryMinute(this, 'Sweeper', {
      stage,
      service,
      target: sweep,
      deadLetterQueue: deadLetters,
    });
  }
}
