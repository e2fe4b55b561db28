// Delivery streams of the embedded cloud: files by partition, failures beside them, nothing outside of the bucket.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deliverToArchive } from '../../localstack/firehose/delivery.ts';

const arn = 'arn:aws:firehose:us-east-1:000000000000:deliverystream/tandem-dev-facts';
const report = { requestId: 'r', durationMs: 1, maxMemoryMb: 1 };
const base64 = (text: string) => Buffer.from(text).toString('base64');

type Answer = (record: { recordId: string; data: string }) => object | undefined;

const streamWith = (answer: Answer) => {
  const root = mkdtempSync(join(tmpdir(), 'tandem-delivery-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const events: unknown[] = [];
  const deliver = deliverToArchive(
    {
      directory: join(root, 'bucket'),
      prefix: 'facts/type=!{partitionKeyFromLambda:type}/day=!{partitionKeyFromLambda:day}/',
      errorPrefix: 'failed/!{firehose:error-output-type}/',
    },
    async (event) => {
      const parsed = JSON.parse(event);
      events.push(parsed);
      const records = parsed.records.map(answer).filter(Boolean);
      return { payload: JSON.stringify({ records }), report };
    },
  );
  const put = (...bodies: string[]) =>
    deliver(
      arn,
      JSON.stringify({
        Records: bodies.map((body, index) => ({
          messageId: `m${index}`,
          body,
          attributes: { SentTimestamp: '5' },
        })),
      }),
    );
  const files = () =>
    Object.fromEntries(
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [
          entry.parentPath.slice(root.length + 1),
          readFileSync(join(entry.parentPath, entry.name), 'utf8'),
        ]),
    );
  return { put, files, events };
};

const filed =
  (type: string, day = '2026-01-31'): Answer =>
  ({ recordId, data }) => ({
    recordId,
    result: 'Ok',
    data: base64(`${Buffer.from(data, 'base64')}\n`),
    metadata: { partitionKeys: { type, day } },
  });

describe('a delivery stream', () => {
  it('hands records to the function as Firehose does, and files its answers by partition', async () => {
    const { put, files, events } = streamWith(filed('orders.order-placed.v1'));
    await put('one', 'two');
    await put('three');
    expect(events[0]).toEqual({
      invocationId: 'm0',
      deliveryStreamArn: arn,
      region: 'us-east-1',
      records: [
        { recordId: 'm0', approximateArrivalTimestamp: 5, data: base64('one') },
        { recordId: 'm1', approximateArrivalTimestamp: 5, data: base64('two') },
      ],
    });
    expect(files()).toEqual({
      'bucket/facts/type=orders.order-placed.v1/day=2026-01-31': 'one\ntwo\nthree\n',
    });
  });

  it('leaves out what the function drops', async () => {
    const { put, files } = streamWith(({ recordId }) => ({ recordId, result: 'Dropped' }));
    await put('one');
    expect(files()).toEqual({});
  });

  it.each<[string, Answer]>([
    ['has failed', ({ recordId, data }) => ({ recordId, result: 'ProcessingFailed', data })],
    ['was not answered for', () => undefined],
    ['has no partition', ({ recordId, data }) => ({ recordId, result: 'Ok', data })],
    [
      'would leave its folder',
      ({ recordId, data }) => ({
        ...filed('../../../../outside')({ recordId, data }),
        data,
      }),
    ],
    [
      'would be hidden',
      ({ recordId, data }) => ({ ...filed('.hidden')({ recordId, data }), data }),
    ],
  ])('puts beside what %s', async (_, answer) => {
    const { put, files } = streamWith(answer);
    await put('one');
    expect(files()).toEqual({ 'bucket/failed/processing-failed': 'one' });
  });

  it('takes nothing where the function fails, so that it comes again', async () => {
    const deliver = deliverToArchive(
      { directory: '/nowhere', prefix: '', errorPrefix: '' },
      async () => ({ payload: '{}', functionError: 'Unhandled', report }),
    );
    const payload = JSON.stringify({ Records: [] });
    expect(await deliver(arn, payload)).toMatchObject({ functionError: 'Unhandled' });
  });
});
