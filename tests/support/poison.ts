// The inbox of products, for messages that nobody can read.
import {
  GetQueueUrlCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

const deadLetters = 'tandem-dev-products-dead-letters';

export const productsInbox = async (awsUrl: string) => {
  const client = new SQSClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { QueueUrl } = await client.send(
    new GetQueueUrlCommand({ QueueName: 'tandem-dev-products-inbox' }),
  );
  const receiveAtMost = (maxReceiveCount: number) => {
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${deadLetters}`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
    return client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
  };
  const send = (MessageBody: string) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { send, receiveAtMost };
};
