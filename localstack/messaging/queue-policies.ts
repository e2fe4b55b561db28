// Queue policies: which topics may deliver to which queues. Without one SNS drops the message, as on AWS.
import { evaluate, type Statement } from '../iam/iam.ts';

export interface QueuePolicies {
  add(queueArn: string, statements: readonly Statement[]): void;
  permits(queueArn: string, topicArn: string): boolean;
}

export function createQueuePolicies(): QueuePolicies {
  const policies = new Map<string, Statement[]>();
  return {
    add(queueArn, statements) {
      policies.set(queueArn, [...(policies.get(queueArn) ?? []), ...statements]);
    },
    permits: (queueArn, topicArn) =>
      evaluate(policies.get(queueArn) ?? [], {
        action: 'sqs:SendMessage',
        resource: queueArn,
        principal: 'sns.amazonaws.com',
        context: { 'aws:SourceArn': topicArn, 'aws:SecureTransport': 'true' },
      }) === 'allowed',
  };
}
