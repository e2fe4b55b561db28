// Four tables, each with a stream of another view type, and a function that writes down what it gets of them.
import {
  attribute as arn,
  eventSource,
  lambda,
  queue,
  recorder,
  role,
  writeAssembly,
} from './assembly-fixture.ts';

export type Image = Record<string, { S?: string; N?: string }>;
export interface Change {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    readonly Keys: Image;
    readonly NewImage?: Image;
    readonly OldImage?: Image;
    readonly SequenceNumber: string;
    readonly StreamViewType: string;
  };
}

const table = (TableName: string, StreamViewType: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    StreamSpecification: { StreamViewType },
  },
});
export const viewTypes = {
  Both: 'NEW_AND_OLD_IMAGES',
  New: 'NEW_IMAGE',
  Old: 'OLD_IMAGE',
  Keys: 'KEYS_ONLY',
} as const;
export const tables = Object.keys(viewTypes) as (keyof typeof viewTypes)[];
const reads = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'];

export const streamAssembly = (out: string, body = 'return {}') =>
  writeAssembly(
    {
      Streams: {
        Resources: {
          ...Object.fromEntries(
            tables.map((name) => [name, table(`things-${name}`, viewTypes[name])]),
          ),
          Failures: queue('failures'),
          Worker: role('lambda.amazonaws.com', [
            ...tables.map((name) => ({ Action: reads, Resource: arn(name, 'StreamArn') })),
            { Action: 'sqs:SendMessage', Resource: arn('Failures') },
          ]),
          Reader: lambda('reader', 'Worker', 'reader', {
            Environment: { Variables: { OUT: out } },
          }),
          ...Object.fromEntries(
            tables.map((name) => [
              `Read${name}`,
              eventSource('Reader', arn(name, 'StreamArn'), {
                BatchSize: 100,
                StartingPosition: 'TRIM_HORIZON',
                ParallelizationFactor: name === 'New' ? 4 : 1,
              }),
            ]),
          ),
        },
      },
    },
    { reader: recorder(body) },
  );

export const key = (pk: string) => ({ pk: { S: pk } });
