// One topic for the facts of each service that publishes some.
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { nameOf, publish } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import { publishers } from '../message-paths.ts';

export const factTopics = (scope: Construct, stage: StageConfig): void => {
  const masterKey = Alias.fromAliasName(scope, 'TopicKey', 'alias/aws/sns');
  for (const service of publishers) {
    const topic = new Topic(scope, `Topic-${service}`, {
      topicName: nameOf(stage, service, 'events'),
      masterKey,
      enforceSSL: true,
    });
    publish(scope, stage, { [`${service}/topic-arn`]: topic.topicArn });
  }
};
