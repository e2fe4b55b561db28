// The line of a message that failed names the trace and the request that it is part of, whoever has written its body.
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { queueHandler } from '../../platform/lambda/queue-handler.ts';
import { idsOf } from '../../platform/messaging/failed-message.ts';
import { createLog } from '../../platform/telemetry/log.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const envelope = {
  specversion: '1.0',
  id: 'msg_00000001',
  type: 'orders.count.v1',
  subject: 'ord_1',
  correlationid: 'request-0001',
  traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  data: { by: 1 },
};
const ids = {
  messageId: 'msg_00000001',
  type: 'orders.count.v1',
  subject: 'ord_1',
  correlationId: 'request-0001',
  traceId,
};

const logged = async (body: string) => {
  const lines: string[] = [];
  const consume = queueHandler({
    inbox: () => Promise.reject(new Error('not now')),
    moveToDeadLetters: async () => false,
    log: createLog(
      { SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'error' },
      { write: (line) => void lines.push(line) },
    ),
    correlate: () => {},
  });
  const record = { messageId: 'sqs-1', body, attributes: { ApproximateReceiveCount: '1' } };
  await consume({ Records: [record] } as never, { awsRequestId: 'invocation-1' } as Context);
  return lines.map((line) => JSON.parse(line));
};

describe('the line of a failure', () => {
  it('names message, correlation and trace, as that of a success does', async () => {
    expect(await logged(JSON.stringify(envelope))).toEqual([
      expect.objectContaining({ ...ids, sqsMessageId: 'sqs-1', message: 'message failed' }),
    ]);
  });

  it('is written of a body that says nothing', async () => {
    const [line, ...more] = await logged('{');
    expect(line).toMatchObject({ sqsMessageId: 'sqs-1', error: { message: 'not now' } });
    expect(Object.keys(line)).not.toContain('messageId');
    expect(more).toEqual([]);
  });
});

describe('what a body says of its message', () => {
  const nothing = Object.fromEntries(Object.keys(ids).map((name) => [name, undefined]));

  it.each([
    ['no JSON', '{"id":'],
    ['null', 'null'],
    ['a number', '7'],
    ['a text', '"msg_00000001"'],
    ['a list', '[{"id":"msg_00000001"}]'],
    ['members of another kind', JSON.stringify({ id: 1, type: {}, subject: [], traceparent: 0 })],
    ['members without an end', JSON.stringify({ id: 'x'.repeat(201), subject: 'y'.repeat(1e5) })],
    ['a trace that is none', JSON.stringify({ traceparent: `00-${'z'.repeat(32)}-1-01` })],
    ['what only its prototype would have', '{"__proto__":{"id":"msg_00000001"}}'],
  ])('is nothing where it is %s', (_, body) => {
    expect(idsOf(body)).toEqual(nothing);
  });

  it('is what is readable of it', () => {
    expect(idsOf(JSON.stringify({ ...envelope, type: 7 }))).toEqual({ ...ids, type: undefined });
  });
});

it.each([
  [200, true],
  [201, false],
])('a member of %i characters is said: %s', (length, isSaid) => {
  const subject = 'x'.repeat(length);
  expect(idsOf(JSON.stringify({ ...envelope, subject })).subject).toBe(
    isSaid ? subject : undefined,
  );
});
