// Payments: authorise, capture, void and refund through the provider. Functions, a table and an inbox.
import { Duration } from 'aws-cdk-lib';
import { invokeEveryMinute } from '../../constructs/compute/schedule.ts';
import { consumeInbox } from '../../constructs/messaging/queue-trigger.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

/** A batch runs side by side; its slowest message asks the provider (5 s) between a read and a write (3 s each). */
const consumerTimeout = Duration.seconds(15);

export class PaymentsStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Payments', 'payments', ...stack);
    const { stage, service } = this;
    const table = this.serviceTable();
    const inbox = this.inbox(consumerTimeout);
    const providerSecret = this.secret('ProviderSecret', {
      name: 'provider-secret',
      description: 'API key at the payment provider; the operator puts the real one in',
    });
    const cursorSecret = this.secret('CursorSecret', {
      name: 'cursor-secret',
      description: 'Seals paging cursors',
    });
    // Each provider has bundles of its own.
    const bundleFor = (entry: string) =>
      stage.paymentProvider === 'sandbox' ? entry : `${entry}-${stage.paymentProvider}`;
    const provider = {
      TABLE_NAME: table.name,
      PROVIDER_URL: this.lookUp('config/payment-provider-url'),
      PROVIDER_SECRET_ARN: providerSecret.secretArn,
    };
    const handler = this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...this.httpEnvironment(),
        TABLE_NAME: table.name,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
      },
    });
    const consume = this.serviceFunction('Consume', {
      entry: 'consume',
      bundle: bundleFor('consume'),
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: { ...provider, QUEUE_URL: inbox.queue.queueUrl },
    });
    const reconcile = this.serviceFunction('Reconcile', {
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
    const deadLetterQueue = inbox.deadLetters;
    invokeEveryMinute(this, 'Reconciliation', {
      stage,
      service,
      target: reconcile,
      deadLetterQueue,
    });
  }
}
