// AWS::KinesisFirehose::DeliveryStream: what topics put into it goes through the function that transforms it into files below the data.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arnOf } from '../cloud/arn.ts';
import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, objects, optionalText, ResourceError } from '../cloud/read.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { startQueuePoller } from '../lambda/pollers/queue.ts';
import { queueUrl } from '../messaging/sqs-api.ts';
import { createDelivery, type Destination } from './delivery.ts';

/** What waits for a delivery stream is kept like a queue, so that a start goes on where the last one ended. */
export const waitingFor = (streamArn: string): string =>
  `firehose-${streamArn.slice(streamArn.lastIndexOf('/') + 1)}`;

function transformOf(resource: Resource, destination: Record<string, unknown>): string {
  const processors = objects(object(destination, 'ProcessingConfiguration'), 'Processors');
  const lambda = processors.find(({ Type }) => Type === 'Lambda');
  const arn = objects(lambda ?? {}, 'Parameters').find(
    ({ ParameterName }) => ParameterName === 'LambdaArn',
  );
  if (arn?.ParameterValue === undefined) {
    throw new ResourceError(resource, 'only a stream with a function that transforms is made');
  }
  return String(arn.ParameterValue);
}

/** `<data>/s3/<bucket>/<prefix>…`, in the way of the bucket's keys. */
function directoryOf(cloud: AwsCloud, bucketArn: string): string {
  const bucket = bucketArn.slice(bucketArn.lastIndexOf(':') + 1);
  if (cloud.dataDir !== undefined) return join(cloud.dataDir, 's3', bucket);
  const directory = mkdtempSync(join(tmpdir(), 'tandem-s3-'));
  cloud.onStop('files of streams', async () => rmSync(directory, { recursive: true, force: true }));
  return join(directory, bucket);
}

/** The reason why the stream's role may not do its work, where there is one. */
function denial(cloud: AwsCloud, name: string, roleArn: string, needs: Record<string, string>) {
  return Object.entries(needs)
    .map(([action, on]) => cloud.access.checkRole(roleArn, name, action, on))
    .find((reason) => reason !== undefined);
}

function start(resource: Resource, cloud: AwsCloud, name: string, streamArn: string): void {
  const s3 = object(resource.properties, 'ExtendedS3DestinationConfiguration');
  const bucketArn = optionalText(s3, 'BucketARN') ?? '';
  const functionId = transformOf(resource, s3);
  const reason = denial(cloud, name, optionalText(s3, 'RoleARN') ?? '', {
    's3:PutObject': `${bucketArn}/facts`,
    'lambda:InvokeFunction': functionId,
  });
  const queueName = waitingFor(streamArn);
  const { sqs } = cloud.messaging;
  const queue =
    cloud.messaging.queue(queueName) ??
    sqs.createQueue(queueName, queueUrl(queueName, cloud), arnOf('sqs', queueName, cloud), {});
  if (reason !== undefined) {
    cloud.log.line('iam', `AccessDenied: ${reason}; ${resource.path} delivers nothing`);
    return;
  }
  const destination: Destination = {
    directory: directoryOf(cloud, bucketArn),
    prefix: optionalText(s3, 'Prefix') ?? '',
    errorPrefix: optionalText(s3, 'ErrorOutputPrefix') ?? 'failed/',
  };
  const deliver = createDelivery(destination, (event) =>
    cloud.functions.invokeWhenFree(functionId, event),
  );
  const poller = startQueuePoller(
    {
      queue,
      functionId,
      batchSize: 500,
      // Firehose waits for minutes; whoever looks at a laptop does not.
      windowSeconds: 1,
      maximumConcurrency: 1,
      reportsItemFailures: false,
      filter: () => true,
    },
    {
      region: cloud.region,
      invoke: (_id, payload) => deliver(streamArn, payload),
      functionArn: () => functionId,
      queueByArn: (arn) => sqs.getQueueByArn(arn),
      deliver: () => undefined,
      log: (line) => cloud.log.line('facts', line),
    },
  );
  cloud.onStop(`delivery stream ${resource.path}`, () => poller.stop());
}

const deliveryStream: ResourceHandler = {
  type: 'AWS::KinesisFirehose::DeliveryStream',
  properties: [
    'DeliveryStreamName',
    'DeliveryStreamType',
    'DeliveryStreamEncryptionConfigurationInput',
    'ExtendedS3DestinationConfiguration',
    'Tags',
  ],
  create(resource, cloud: AwsCloud) {
    const name = physicalName(resource, 'DeliveryStreamName', 64);
    const arn = arnOf('firehose', `deliverystream/${name}`, cloud);
    start(resource, cloud, name, arn);
    return { ref: name, attributes: { Arn: arn } };
  },
};

export const deliveryStreamResources: readonly ResourceHandler[] = [deliveryStream];
