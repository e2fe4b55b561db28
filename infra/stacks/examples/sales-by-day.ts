// An example that only `-c example=sales-by-day` deploys: a consumer of facts with a table and an inbox of its own, which no service knows of.
import { Duration } from 'aws-cdk-lib';
import { orderConfirmed } from '../../../events/messages/orders.ts';
import { consumeWork } from '../../constructs/messaging/queue-trigger.ts';
import { subscribe, topicOf } from '../../constructs/messaging/subscription.ts';
import { WorkQueue } from '../../constructs/messaging/work-queue.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

const consumerTimeout = Duration.seconds(10);

export class SalesByDayStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('SalesByDay', 'sales-by-day', ...stack);
    const { stage, service } = this;
    const table = this.serviceTable({ dueIndex: false });
    const deadLetters = this.deadLetterQueue();
    const inbox = new WorkQueue(this, 'Inbox', {
      stage,
      service,
      name: 'inbox',
      consumerTimeout,
      deadLetters,
    });
    subscribe(this, 'FromOrders', {
      topic: topicOf(this, 'Topic', stage, 'orders'),
      queue: inbox.queue,
      deadLetters,
      types: [orderConfirmed.type],
    });
    const consume = this.serviceFunction('Consume', {
      entry: 'consume',
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: { TABLE_NAME: table.name },
    });
    table.grantStore(consume);
    consumeWork(this, 'ConsumeInbox', { stage, source: inbox, consumer: consume });
  }
}
