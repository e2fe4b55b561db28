// Payments: authorise, capture, void and refund through the provider. Functions, a table and an inbox.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { invokeEveryMinute } from '../../constructs/compute/schedule.ts';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { ServiceTable } from '../../constructs/data/service-table.ts';
import { InboxQueue } from '../../constructs/messaging/inbox-queue.ts';
import { consumeInbox } from '../../constructs/messaging/queue-trigger.ts';
import { serviceSecret } from '../../constructs/secrets/service-secret.ts';
import { httpEnvironment } from '../../environment.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const service = 'payments';

/** A batch runs side by side; its slowest message asks the provider (5 s) between a read and a write (3 s each). */
const consumerTimeout = Duration.seconds(15);

export class PaymentsStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Payments', stage);
    const table = new ServiceTable(this, 'Table', { stage, service });
    const inbox = new InboxQueue(this, 'Inbox', { stage, service, consumerTimeout });
    const providerSecret = serviceSecret(this, 'ProviderSecret', {
      stage,
      service,
      name: 'provider-secret',
      description: 'API key at the payment provider; the operator puts the real one in',
    });
    const cursorSecret = serviceSecret(this, 'CursorSecret', {
      stage,
      service,
      name: 'cursor-secret',
      description: 'Seals paging cursors',
    });
    // Each provider has bundles of its own.
    const bundleFor = (entry: string) =>
      stage.paymentProvider === 'stripe' ? `${entry}-stripe` : entry;
    const provider = {
      TABLE_NAME: table.name,
      PROVIDER_URL: lookUp(this, stage, 'config/payment-provider-url'),
      PROVIDER_SECRET_ARN: providerSecret.secretArn,
    };
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service,
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...httpEnvironment(this, stage),
        TABLE_NAME: table.name,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
      },
    });
    const consume = new ServiceFunction(this, 'Consume', {
      stage,
      service,
      entry: 'consume',
      bundle: bundleFor('consume'),
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: { ...provider, QUEUE_URL: inbox.queue.queueUrl },
    });
    const reconcile = new ServiceFunction(this, 'Reconcile', {
      stage,
      service,
      entry: 'reconcile',
      bundle: bundleFor('reconcile'),
      startedBy: 'schedule',
      timeout: Duration.seconds(28),
      environment: provider,
      onFailure: inbox.deadLetters,
    });
    for (const each of [handler, consume, reconcile]) table.grantStore(each);
    for (const each of [consume, reconcile]) providerSecret.grantRead(each);
    cursorSecret.grantRead(handler);
    // It reminds itself of answers that are still out.
    inbox.queue.grantSendMessages(consume);
    consumeInbox(this, stage, inbox, consume);
    invokeEveryMinute(this, 'Reconciliation', stage, service, reconcile, inbox.deadLetters);
  }
}
