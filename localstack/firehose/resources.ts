// AWS::KinesisFirehose::DeliveryStream: read from the template, and started where its role may do its work.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, objects, optionalText, ResourceError } from '../cloud/read.ts';
import type { StreamDefinition } from './stream.ts';

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

function definitionOf(resource: Resource, name: string, arn: string): StreamDefinition {
  const s3 = object(resource.properties, 'ExtendedS3DestinationConfiguration');
  return {
    name,
    arn,
    path: resource.path,
    roleArn: optionalText(s3, 'RoleARN') ?? '',
    functionId: transformOf(resource, s3),
    bucketArn: optionalText(s3, 'BucketARN') ?? '',
    prefix: optionalText(s3, 'Prefix') ?? '',
    errorPrefix: optionalText(s3, 'ErrorOutputPrefix') ?? 'failed/',
  };
}

/** `start` gets each stream that the assembly has. */
export const deliveryStreamResource = (
  account: Account,
  start: (stream: StreamDefinition) => void,
): ResourceHandler => ({
  type: 'AWS::KinesisFirehose::DeliveryStream',
  properties: [
    'DeliveryStreamName',
    'DeliveryStreamType',
    'DeliveryStreamEncryptionConfigurationInput',
    'ExtendedS3DestinationConfiguration',
    'Tags',
  ],
  create(resource) {
    const name = physicalName(resource, 'DeliveryStreamName', 64);
    const arn = arnOf('firehose', `deliverystream/${name}`, account);
    start(definitionOf(resource, name, arn));
    return { ref: name, attributes: { Arn: arn } };
  },
});
