// The story of an order that is stuck: where each message is, why, and what helps.

import { beforeEach, expect, it } from 'vitest';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';
import { createUsage } from '../../localstack/cloud/usage.ts';
import { startMessaging } from '../../localstack/messaging/messaging.ts';
import { createOrderReader } from '../../localstack/tandem/order/orders.ts';
import type { Span } from '../../localstack/telemetry/span.ts';
import { toAttributes } from '../../platform/data/dynamodb/attributes.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const messaging = await startMessaging(account, undefined);
const orderId = `ord_${'1'.repeat(32)}`;
const traceId = 'a'.repeat(32);

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const make = (name: string) =>
  messaging.sqs.createQueue(name, `http://127.0.0.1/000000000000/${name}`, arn(name), {});
const inbox = make('tandem-dev-products-inbox');
const dead = make('tandem-dev-products-dead-letters');

const envelope = (id: string, type: string) => ({
  specversion: '1.0',
  id,
  source: '/tandem/orders',
  type,
  subject: orderId,
  time: '2026-01-01T00:00:01.000Z',
  correlationid: 'req_00000001',
  causationid: 'req_00000001',
  traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
  data: { note: '<script>alert(1)</script>' },
});

const reserve = envelope('msg_reserve1', 'products.reserve-stock.v1');

const items: Record<string, object[]> = {
  [`tandem-dev-orders ORDER#${orderId}`]: [
    {
      sk: 'COMMIT#0000000001',
      time: '2026-01-01T00:00:01.000Z',
      events: [{ type: 'order-placed', at: '2026-01-01T00:00:00.500Z', customerId: 'usr_1' }],
      traceparent: reserve.traceparent,
      messages: [
        { id: reserve.id, type: reserve.type, destination: 'queue:products', data: reserve.data },
      ],
      correlationId: 'req_00000001',
      causationId: 'req_00000001',
    },
  ],
  [`tandem-dev-payments PAYMENT#${orderId}`]: [
    {
      sk: 'COMMIT#0000000001',
      time: '2026-01-01T00:00:02.000Z',
      events: [
        {
          type: 'step-succeeded',
          at: '2026-01-01T00:00:02.000Z',
          kind: 'authorization',
          amount: { amount: 1500, currency: 'EUR' },
        },
        {
          type: 'step-succeeded',
          at: '2026-01-01T00:00:03.000Z',
          kind: 'capture',
          amount: { amount: 1000, currency: 'EUR' },
        },
        {
          type: 'step-succeeded',
          at: '2026-01-01T00:00:04.000Z',
          kind: 'refund',
          amount: { amount: 200, currency: 'EUR' },
        },
      ],
      correlationId: 'req_00000001',
      causationId: 'msg_x',
    },
  ],
};

const failure: Span = {
  traceId,
  spanId: 'c'.repeat(16),
  parentId: 'b'.repeat(16),
  name: reserve.type,
  kind: 'consumer',
  service: 'products',
  startMs: 1,
  durationMs: 1,
  failed: true,
  attributes: { 'messaging.message.id': reserve.id, 'exception.message': 'the table is away' },
  links: [],
};

const reader = (spans: readonly Span[] = [], logs = createLogs({})) =>
  createOrderReader({
    logs,
    prefix: 'tandem-dev',
    traces: { spans: () => spans, list: () => [] },
    messaging,
    usage: createUsage(),
    mailbox: { list: () => [] },
    database: {
      call: async (_operation: string, input: unknown) => {
        const { TableName, ExpressionAttributeValues: values } = input as {
          TableName: string;
          ExpressionAttributeValues?: Record<string, { S?: string }>;
        };
        const found = items[`${TableName} ${values?.[':pk']?.S}`] ?? [];
        return { Items: found.map((item) => toAttributes({ pk: `ORDER#${orderId}`, ...item })) };
      },
    } as never,
  });

beforeEach(() => {
  inbox.purge();
  dead.purge();
});

it('a message that was never received waits, and whoever should take it is named', async () => {
  messaging.send(inbox.arn, JSON.stringify(reserve));
  const { timeline, remedies } = await reader().story(orderId);
  const message = timeline.find(({ kind }) => kind === 'message');
  expect(message).toMatchObject({
    service: 'products',
    state: 'waiting',
    attempts: 0,
    endedAt: null,
  });
  expect(remedies).toEqual([
    {
      entry: 'msg_reserve1/products',
      says: 'products.reserve-stock.v1 waits in products-inbox: does products run?',
      request: null,
    },
  ]);
});

it('a message that fails tells how often, why, and when it comes again', async () => {
  messaging.send(inbox.arn, JSON.stringify(reserve));
  inbox.dequeue(1, 30);
  const { timeline, remedies } = await reader([failure]).story(orderId);
  expect(timeline.find(({ kind }) => kind === 'message')).toMatchObject({
    state: 'failing',
    attempts: 1,
    lastError: 'the table is away',
    nextTryAt: expect.any(String),
  });
  expect(remedies[0]?.says).toContain(
    'products fails at products.reserve-stock.v1 (the table is away)',
  );
});

it('a message that died tells why, and with what request it goes back', async () => {
  const queueId = messaging.send(dead.arn, JSON.stringify(reserve), {
    reason: { DataType: 'String', StringValue: 'Error: no such SKU' },
  });
  const { timeline, remedies } = await reader().story(orderId);
  expect(timeline.find(({ kind }) => kind === 'message')).toMatchObject({
    state: 'dead',
    lastError: 'Error: no such SKU',
  });
  expect(remedies[0]?.request).toEqual({
    method: 'POST',
    path: '/_tandem/queues/tandem-dev-products-dead-letters/redrive',
    body: { ids: [queueId] },
  });
});

it('a message of a trace that is not kept was handled where the log says so', async () => {
  const logs = createLogs({});
  const line = {
    message: 'message handled',
    messageId: 'msg_reserve1',
    correlationId: 'req_00000001',
  };
  logs.line('products', JSON.stringify(line));
  const { timeline, remedies } = await reader([], logs).story(orderId);
  expect(timeline.find(({ kind }) => kind === 'message')).toMatchObject({
    state: 'done',
    endedAt: expect.any(String),
  });
  expect(remedies).toEqual([]);
});

it('a message of which nothing tells is unknown, and the money is what the provider has done', async () => {
  const { timeline, money, cost, traceIds, correlationIds, lastEvent } =
    await reader().story(orderId);
  expect(timeline.find(({ kind }) => kind === 'message')?.state).toBe('unknown');
  expect(money).toEqual({
    currency: 'EUR',
    authorised: 1500,
    captured: 1000,
    refunded: 200,
    voided: 0,
  });
  expect([cost, traceIds, correlationIds, lastEvent.name]).toEqual([
    null,
    [traceId],
    ['req_00000001'],
    'order-placed',
  ]);
});

it.each(['', 'ord_', `ord_${'2'.repeat(32)}`, '../etc', `${orderId}\n`, `${orderId}#`])(
  'of %j there is none',
  async (id) => {
    await expect(reader().story(id)).rejects.toMatchObject({ status: 404 });
  },
);
