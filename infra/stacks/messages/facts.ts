// Facts: every topic into one archive, for what wants to look back: reports, a new consumer, Athena.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { FactArchive } from '../../constructs/messaging/facts/fact-archive.ts';
import { prefix } from '../../constructs/messaging/facts/fact-delivery.ts';
import { FactTable } from '../../constructs/messaging/facts/fact-table.ts';
import { publishers } from '../../constructs/messaging/message-paths.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class FactsStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('Facts', 'facts', ...stack);
    const { stage } = this;
    const transform = this.serviceFunction('Transform', {
      entry: 'transform',
      startedBy: 'queue',
      timeout: Duration.seconds(28),
      memorySize: 1024,
    });
    const archive = new FactArchive(this, 'Archive', { stage, transform });
    new FactTable(this, 'Athena', stage, `s3://${archive.bucket.bucketName}/${prefix}`);
    this.subscribe(archive.streamArn);
    this.publish({ 'facts/bucket-name': archive.bucket.bucketName });
  }

  /** https://docs.aws.amazon.com/sns/latest/dg/prereqs-kinesis-data-firehose.html */
  private subscribe(streamArn: string): void {
    const topics = publishers.map((each) => this.lookUp(`${each}/topic-arn`));
    const queue = this.deadLetterQueue();
    const role = new Role(this, 'SubscriptionRole', {
      assumedBy: new ServicePrincipal('sns.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: [
          'firehose:DescribeDeliveryStream',
          'firehose:ListTagsForDeliveryStream',
          'firehose:PutRecord',
          'firehose:PutRecordBatch',
        ],
        resources: [streamArn],
      }),
    );
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topics } },
      }),
    );
    for (const [index, publisher] of publishers.entries()) {
      const subscription = new CfnSubscription(this, `From-${publisher}`, {
        topicArn: topics[index] ?? '',
        protocol: 'firehose',
        endpoint: streamArn,
        subscriptionRoleArn: role.roleArn,
        rawMessageDelivery: true,
        redrivePolicy: { deadLetterTargetArn: queue.queueArn },
      });
      subscription.node.addDependency(role, queue);
    }
  }
}
