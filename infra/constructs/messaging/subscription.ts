// Facts of a topic into a queue, as they were published.
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type ITopic,
  Subscription,
  SubscriptionFilter,
  SubscriptionProtocol,
  Topic,
} from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';

export interface SubscriptionProps {
  readonly topic: ITopic;
  readonly queue: IQueue;
  /** What SNS cannot put into the queue: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
  readonly deadLetters: IQueue;
  /** @default all that the topic publishes */
  readonly types?: readonly string[];
}

export const subscribe = (scope: Construct, id: string, props: SubscriptionProps): void => {
  const { topic, queue, deadLetters, types } = props;
  new Subscription(scope, id, {
    topic,
    protocol: SubscriptionProtocol.SQS,
    endpoint: queue.queueArn,
    rawMessageDelivery: true,
    ...(types && {
      filterPolicy: { type: SubscriptionFilter.stringFilter({ allowlist: [...types] }) },
    }),
    deadLetterQueue: deadLetters,
  });
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
};

/** The topic that a service publishes its facts to. */
export const topicOf = (
  scope: Construct,
  id: string,
  stage: StageConfig,
  publisher: string,
): ITopic => Topic.fromTopicArn(scope, id, lookUp(scope, stage, `${publisher}/topic-arn`));
