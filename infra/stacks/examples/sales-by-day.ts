// An example that only `-c example=sales-by-day` deploys: a consumer of facts with a table and an inbox of its own, which no service knows of.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionFilter, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { orderConfirmed } from '../../../events/messages/orders.ts';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { ServiceTable } from '../../constructs/data/service-table.ts';
import { DeadLetterQueue } from '../../constructs/messaging/dead-letter-queue.ts';
import { consumeWork } from '../../constructs/messaging/queue-trigger.ts';
import { WorkQueue } from '../../constructs/messaging/work-queue.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const service = 'sales-by-day';
const consumerTimeout = Duration.seconds(10);

export class SalesByDayStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'SalesByDay', stage);
    const table = new ServiceTable(this, 'Table', { stage, service, dueIndex: false });
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue;
    const inbox = new WorkQueue(this, 'Inbox', {
      stage,
      service,
      name: 'inbox',
      consumerTimeout,
      deadLetters,
    });
    this.subscribe(inbox);
    const consume = new ServiceFunction(this, 'Consume', {
      stage,
      service,
      entry: 'consume',
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: { TABLE_NAME: table.name },
    });
    table.grantStore(consume);
    consumeWork(this, 'ConsumeInbox', { stage, source: inbox, consumer: consume });
  }

  private subscribe({ queue, deadLetters }: WorkQueue): void {
    const topicArn = lookUp(this, this.stage, 'orders/topic-arn');
    new Subscription(this, 'FromOrders', {
      topic: Topic.fromTopicArn(this, 'Topic', topicArn),
      protocol: SubscriptionProtocol.SQS,
      endpoint: queue.queueArn,
      rawMessageDelivery: true,
      filterPolicy: { type: SubscriptionFilter.stringFilter({ allowlist: [orderConfirmed.type] }) },
      deadLetterQueue: deadLetters,
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
      }),
    );
  }
}
