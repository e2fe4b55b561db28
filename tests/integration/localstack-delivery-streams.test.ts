// Facts from a topic through a delivery stream into files, and from the files into the queue of a consumer that is new.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFacts } from '../../localstack/archive/read-facts.ts';
import { replay } from '../../localstack/commands/facts/replay.ts';
import {
  attribute as arn,
  eventually,
  lambda,
  queue,
  type Running,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

/** Files by type and day, as functions/facts does. */
const transform = `
export const handler = async ({ records }) => ({
  records: records.map(({ recordId, data }) => {
    const text = Buffer.from(data, 'base64').toString();
    const { type, time } = JSON.parse(text);
    return {
      recordId,
      result: 'Ok',
      data: Buffer.from(text + '\\n').toString('base64'),
      metadata: { partitionKeys: { type, day: time.slice(0, 10) } },
    };
  }),
});`;

const stream = (name: string, roleId: string) => ({
  Type: 'AWS::KinesisFirehose::DeliveryStream',
  Properties: {
    DeliveryStreamName: name,
    DeliveryStreamType: 'DirectPut',
    ExtendedS3DestinationConfiguration: {
      BucketARN: arn('Bucket'),
      RoleARN: arn(roleId),
      Prefix: 'facts/type=!{partitionKeyFromLambda:type}/day=!{partitionKeyFromLambda:day}/',
      ErrorOutputPrefix: 'failed/!{firehose:error-output-type}/',
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'Lambda',
            Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: arn('Transform') }],
          },
        ],
      },
    },
  },
});

const subscribe = (streamId: string, roleId: string) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: {
    TopicArn: { Ref: 'Topic' },
    Protocol: 'firehose',
    Endpoint: arn(streamId),
    SubscriptionRoleArn: arn(roleId),
    RawMessageDelivery: true,
  },
});

const put = (streamId: string) => [{ Action: 'firehose:PutRecord', Resource: arn(streamId) }];

const resources = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'facts' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'archive' } },
  FunctionRole: role('lambda.amazonaws.com'),
  Transform: lambda('transform', 'FunctionRole', 'transform'),
  StreamRole: role('firehose.amazonaws.com', [
    { Action: 's3:PutObject', Resource: 'arn:aws:s3:::archive/*' },
    { Action: 'lambda:InvokeFunction', Resource: arn('Transform') },
  ]),
  Stream: stream('facts', 'StreamRole'),
  PutRole: role('sns.amazonaws.com', put('Stream')),
  ToStream: subscribe('Stream', 'PutRole'),
  // May not write.
  PoorRole: role('firehose.amazonaws.com', [
    { Action: 'lambda:InvokeFunction', Resource: arn('Transform') },
  ]),
  Poor: stream('poor', 'PoorRole'),
  // May not put anything in.
  OtherRole: role('sns.amazonaws.com', put('Poor')),
  Deaf: stream('deaf', 'StreamRole'),
  ToDeaf: subscribe('Deaf', 'OtherRole'),
  New: queue('new-consumer'),
};

const fact = (number: number) => ({
  id: `msg_${String(number).padStart(8, '0')}`,
  type: number % 2 === 0 ? 'orders.order-confirmed.v1' : 'orders.order-cancelled.v1',
  time: `2026-01-31T10:00:${String(number).padStart(2, '0')}.000Z`,
  data: { order: { orderId: `ord_${number}`, total: { amount: 100, currency: 'EUR' } } },
});

const numbers = Array.from({ length: 25 }, (_, index) => index);

describe('a delivery stream behind a topic', () => {
  let running: Running;
  let sns: SNSClient;
  let sqs: SQSClient;
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-archive-'));
  const archive = join(dataDir, 's3/archive/facts');

  beforeAll(async () => {
    const assembly = writeAssembly({ Stack: { Resources: resources } }, { transform });
    running = await run(assembly, { dataDir });
    sns = new SNSClient(running.client());
    sqs = new SQSClient(running.client());
    const TopicArn = `arn:aws:sns:${running.cloud.region}:000000000000:facts`;
    // The last first: the archive is in the order of what has happened.
    for (const number of numbers.toReversed()) {
      await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(fact(number)) }));
    }
  });
  afterAll(async () => {
    sns.destroy();
    sqs.destroy();
    await running.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const kept = () => [...readFacts(archive, {})];

  it('files each fact once, and gives them back in the order of time', async () => {
    await eventually(kept, ({ length }) => length >= numbers.length);
    expect(kept()).toEqual(numbers.map(fact));
  });

  it('says whose role may not do what it is for', () => {
    const denials = running.lines.filter((line) => line.includes('AccessDenied'));
    expect(denials).toEqual([
      expect.stringMatching(/s3:PutObject.*Stack\/Poor delivers nothing/),
      expect.stringMatching(/firehose:PutRecord.*its messages are dropped \(Stack\/ToDeaf\)/),
    ]);
  });

  it('has what a new consumer wants: sales by day, from facts put into its queue', async () => {
    await eventually(kept, ({ length }) => length >= numbers.length);
    expect(await replay(sqs, 'new-consumer', readFacts(archive, {}))).toBe(numbers.length);
    const QueueUrl = running.cloud.messaging.queue('new-consumer')?.url;
    const received: Message[] = [];
    await eventually(
      async () => {
        const receive = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
        received.push(...((await sqs.send(new ReceiveMessageCommand(receive))).Messages ?? []));
        return received.length;
      },
      (length) => length >= numbers.length,
    );
    const sales = new Map<string, number>();
    for (const { Body = '', MessageAttributes } of received) {
      const { type, time, data } = JSON.parse(Body) as ReturnType<typeof fact>;
      expect(MessageAttributes?.type?.StringValue).toBe(type);
      const sign = type === 'orders.order-confirmed.v1' ? 1 : -1;
      const day = time.slice(0, 10);
      sales.set(day, (sales.get(day) ?? 0) + sign * data.order.total.amount);
    }
    expect([...sales]).toEqual([['2026-01-31', 100]]);
  });

  it('takes facts that are large, or hold what no queue takes as it is', async () => {
    const all = ['\uffff', 'x'].map((text, number) => ({
      ...fact(number),
      name: text.repeat(text === 'x' ? 200_000 : 1),
    }));
    const large = Array.from({ length: 3 }, (_, number) => ({ ...all[1], id: `large-${number}` }));
    expect(await replay(sqs, 'new-consumer', [...all, ...large] as never)).toBe(5);
  });

  it('a queue that is not there is told', async () => {
    await expect(replay(sqs, 'nobody', [])).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
