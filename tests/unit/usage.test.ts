// What AWS would count, by the trace in whose name it was.
import { expect, it, vi } from 'vitest';
import type { AwsRequest } from '../../localstack/cloud/protocol/edge-protocol.ts';
import { createTraffic } from '../../localstack/cloud/traffic.ts';
import { createUsage, traceOfHeader, tracesIn } from '../../localstack/cloud/usage.ts';
import { askingForUnits } from '../../localstack/dynamodb/units.ts';
import { metered } from '../../localstack/embedded/edge/metering.ts';
import { costOf } from '../../localstack/tandem/order/cost.ts';

const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
const parent = (traceId: string) => `00-${traceId}-${'1'.repeat(16)}-01`;

it('what is in the name of several is shared, and the sum is what was counted', () => {
  const usage = createUsage();
  usage.count([a, a, b], 'publishes', 'publish');
  usage.count([a], 'write units', 'PutItem', 3);
  usage.count([], 'read units', 'Query', 0.5);
  expect(usage.of([a])).toEqual([
    { resource: 'publishes', of: 'publish', amount: expect.closeTo(2 / 3) },
    { resource: 'write units', of: 'PutItem', amount: 3 },
  ]);
  expect(usage.of([a, b])?.[0]?.amount).toBeCloseTo(1);
  expect(usage.of(['c'.repeat(32)])).toBeUndefined();
  expect(usage.total()).toHaveLength(3);
});

it('the oldest of too many traces is forgotten', () => {
  const usage = createUsage();
  const ids = Array.from({ length: 5_001 }, (_, index) => String(index).padStart(32, '0'));
  for (const id of ids) usage.count([id], 'api requests', 'gateway');
  expect(usage.of(ids.slice(0, 1))).toBeUndefined();
  expect(usage.of(ids.slice(1, 2))).toBeDefined();
});

it.each([
  [`Root=1-${a.slice(0, 8)}-${a.slice(8)};Parent=${'1'.repeat(16)};Sampled=0`, [a]],
  ['Root=1-xyz', []],
  ['', []],
  [undefined, []],
])('the trace of the header %s is %j', (header, traces) => {
  expect(traceOfHeader(header)).toEqual(traces);
});

it('the traces of a text are those of its messages, however it is encoded', () => {
  expect(tracesIn(JSON.stringify({ body: JSON.stringify({ traceparent: parent(a) }) }))).toEqual([
    a,
  ]);
  expect(tracesIn(encodeURIComponent(JSON.stringify({ traceparent: parent(b) })))).toEqual([b]);
  expect(tracesIn('00-short-01')).toEqual([]);
});

it.each([
  ['GetItem', '{"TableName":"t"}', '{"ReturnConsumedCapacity":"TOTAL","TableName":"t"}'],
  ['GetItem', '{"ReturnConsumedCapacity":"NONE"}', '{"ReturnConsumedCapacity":"NONE"}'],
  ['CreateTable', '{"TableName":"t"}', '{"TableName":"t"}'],
  ['PutItem', '{}', '{}'],
])('%s of %s asks for %s', (operation, body, wanted) => {
  expect(askingForUnits(operation, Buffer.from(body)).toString()).toBe(wanted);
});

it('units are those that the database tells, not those that an item says', async () => {
  const usage = createUsage();
  const traffic = createTraffic();
  const body = JSON.stringify({
    Item: { note: { S: '"CapacityUnits":99' }, CapacityUnits: { N: '7' } },
    ConsumedCapacity: [{ TableName: 't', CapacityUnits: 2.5 }],
  });
  const service = metered('dynamodb', async () => ({ status: 200, contentType: '', body }), {
    usage,
    traffic,
    messaging: {} as never,
    partOf: () => 'container:orders',
    isRole: (key) => key === 'role',
  });
  const request = {
    action: 'GetItem',
    accessKeyId: 'role',
    body: Buffer.from('{"TableName":"tandem-dev-orders"}'),
    headers: { 'x-amzn-trace-id': `Root=1-${a.slice(0, 8)}-${a.slice(8)}` },
  } as unknown as AwsRequest;
  await service(request);
  await service({ ...request, accessKeyId: 'test' });
  expect(usage.of([a])).toEqual([{ resource: 'read units', of: 'GetItem', amount: 2.5 }]);
  expect(traffic.list()).toEqual([
    { from: 'container:orders', to: 'table:tandem-dev-orders', count: 1, errors: 0 },
  ]);
});

it('a call that fails at AWS costs nothing and is seen as a failure', async () => {
  const usage = createUsage();
  const traffic = createTraffic();
  const service = vi.fn(async () => ({ status: 503, contentType: '', body: '' }));
  const parts = {
    usage,
    traffic,
    messaging: {} as never,
    partOf: () => 'function:f',
    isRole: () => true,
  };
  await metered(
    'sns',
    service,
    parts,
  )({
    action: '',
    accessKeyId: 'role',
    body: Buffer.from('Action=PublishBatch&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A0%3Aevents'),
    headers: {},
  } as unknown as AwsRequest);
  expect(usage.total()).toEqual([]);
  expect(traffic.list()).toEqual([{ from: 'function:f', to: 'topic:events', count: 1, errors: 1 }]);
});

it('the cost is the sum of its lines, dearest first', () => {
  const cost = costOf([
    { resource: 'write units', of: 'PutItem', amount: 2 },
    { resource: 'write units', of: 'UpdateItem', amount: 1 },
    { resource: 'mails', of: 'ses', amount: 1 },
    { resource: 'other calls', of: 'sts', amount: 1 },
  ]);
  expect(cost.lines[0]).toMatchObject({ resource: 'mails', usd: 0.0001 });
  expect(cost.sums).toEqual({ 'write units': 3, mails: 1, 'other calls': 1 });
  expect(cost.usd).toBeCloseTo(0.0001 + 3 * 0.625e-6, 10);
});
