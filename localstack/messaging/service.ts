// SQS and SNS: queues, topics, and which of these may deliver to which of those.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Ground } from '../cloud/cloud.ts';
import type { Messaging } from './messaging.ts';
import { createQueuePolicies } from './queue-policies.ts';
import { queueResources } from './queues.ts';
import { type SnsNeeds, snsService } from './sns-api.ts';
import { queueUrls, sqsService } from './sqs-api.ts';
import { topicResources } from './topics.ts';

interface Needs extends Pick<SnsNeeds, 'deliverText'> {
  readonly ground: Ground;
  readonly access: Access;
  readonly messaging: Messaging;
}

export const queuesAndTopics = ({ ground, access, messaging, deliverText }: Needs): AwsService => {
  const { endpoints } = ground;
  const queuePolicies = createQueuePolicies();
  const shared = { account: ground, access, messaging, queuePolicies };
  return {
    api: {
      sqs: sqsService({ account: ground, endpoints, access, messaging }),
      sns: snsService({ access, messaging, deliverText }),
    },
    resources: [
      ...queueResources({ ...shared, urlOf: queueUrls(ground, endpoints) }),
      ...topicResources({ ...shared, log: ground.log, onReady: ground.onReady }),
    ],
  };
};
