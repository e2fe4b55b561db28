// Firehose: delivery streams that topics feed.
import { arnOf } from '../cloud/arn.ts';
import type { AwsService } from '../cloud/aws-service.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { queueUrls } from '../messaging/sqs-api.ts';
import { waitingFor } from '../messaging/topics.ts';
import { deliveryStreamResource } from './resources.ts';
import { type StreamNeeds, startDeliveryStream } from './stream.ts';

interface Needs extends Omit<StreamNeeds, 'queueOf'> {
  readonly messaging: Pick<Messaging, 'queue' | 'sqs'>;
}

export const firehose = ({ messaging, ...needs }: Needs): AwsService => {
  const { ground } = needs;
  const urlOf = queueUrls(ground, ground.endpoints);
  const queueOf = (streamArn: string) => {
    const name = waitingFor(streamArn);
    const arn = arnOf('sqs', name, ground);
    return messaging.queue(name) ?? messaging.sqs.createQueue(name, urlOf(name), arn, {});
  };
  return {
    api: {},
    resources: [
      deliveryStreamResource(ground, (stream) =>
        startDeliveryStream(stream, { ...needs, queueOf }),
      ),
    ],
  };
};
