// What a mapping makes of the records of a stream: lanes for items, and an end for what has become too old.
import { describe, expect, it } from 'vitest';
import type { StreamRecord } from '../../localstack/dynamodb/stream-records.ts';
import type { MappingHost } from '../../localstack/lambda/pollers/mapping.ts';
import { laneOf } from '../../localstack/lambda/pollers/stream.ts';
import { type BatchRules, batchProcessor } from '../../localstack/lambda/pollers/stream-batch.ts';

const record = (Keys: StreamRecord['dynamodb']['Keys'], ageSeconds = 0, sequence = 1) =>
  ({
    dynamodb: {
      Keys,
      SequenceNumber: String(sequence),
      ApproximateCreationDateTime: Date.now() / 1000 - ageSeconds,
    },
  }) as StreamRecord;

describe('the lane of a record', () => {
  it('is that of its item, in whatever order its keys are told', () => {
    for (let n = 0; n < 100; n += 1) {
      const [pk, sk] = [{ S: `order-${n}` }, { S: `COMMIT#${n % 7}` }];
      expect(laneOf(record({ pk, sk }), 10)).toBe(laneOf(record({ sk, pk }), 10));
    }
  });

  it('differs among the items of a partition', () => {
    const lanes = Array.from({ length: 50 }, (_, n) =>
      laneOf(record({ pk: { S: 'a' }, sk: { S: `${n}` } }), 5),
    );
    expect(new Set(lanes).size).toBe(5);
  });
});

describe('a batch', () => {
  const rules: BatchRules = {
    streamArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/orders/stream/1',
    functionId: 'relay',
    bisect: false,
    maximumRetries: 0,
    maximumAgeSeconds: 60,
    reportsItemFailures: false,
    onFailureArn: 'arn:aws:sqs:eu-central-1:000000000000:failures',
  };

  /** Sequence numbers that the function got, and conditions under which records were given up. */
  const processed = async (ages: readonly number[], functionError?: 'Unhandled') => {
    const given: number[][] = [];
    const ends: [condition: string, from: string, to: string][] = [];
    const host = {
      functionArn: (id: string) => id,
      log: () => undefined,
      async invoke(_: string, payload: string) {
        const { Records } = JSON.parse(payload) as { Records: StreamRecord[] };
        given.push(Records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber)));
        return { payload: '{}', ...(functionError && { functionError }), report: {} };
      },
      deliver(_: string, __: string, body: string) {
        const { requestContext, DDBStreamBatchInfo: info } = JSON.parse(body);
        const { startSequenceNumber: from, endSequenceNumber: to } = info;
        ends.push([requestContext.condition, from, to]);
      },
    } as unknown as MappingHost;
    const process = batchProcessor(rules, host, {
      stopping: new AbortController().signal,
      pause: async () => undefined,
      shardId: () => 'shard',
    });
    await process(ages.map((age, at) => record({ pk: { S: 'a' } }, age, at + 1)));
    return { given, ends };
  };

  it.each([
    ['of young records is given whole', [1, 0], undefined, [[1, 2]], []],
    [
      'that begins with old ones is given without them',
      [90, 61, 1, 0],
      undefined,
      [[3, 4]],
      [['RecordAgeExceeded', '1', '2']],
    ],
    ['of old ones is given up', [90, 61], undefined, [], [['RecordAgeExceeded', '1', '2']]],
    [
      'that fails is given up',
      [1, 0],
      'Unhandled',
      [[1, 2]],
      [['RetryAttemptsExhausted', '1', '2']],
    ],
    [
      'that fails without its old ones is given up for both reasons',
      [90, 0],
      'Unhandled',
      [[2]],
      [
        ['RecordAgeExceeded', '1', '1'],
        ['RetryAttemptsExhausted', '2', '2'],
      ],
    ],
  ] as const)('%s', async (_, ages, functionError, given, ends) => {
    expect(await processed(ages, functionError)).toEqual({ given, ends });
  });
});
