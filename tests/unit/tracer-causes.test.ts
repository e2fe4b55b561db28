// What belongs to a span: calls, log lines, messages that are published, what requests and messages cause.
import { Type } from 'typebox';
import { describe, expect, it, vi } from 'vitest';
import { defineRoute } from '../../events/http/route.ts';
import { command } from '../../events/message.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { createInbox, done, on } from '../../platform/messaging/inbox.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { createPublisher } from '../../platform/messaging/publisher.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { activeSpan, type Tracer } from '../../platform/telemetry/trace.ts';
import { testClock } from '../support/clock.ts';
import { identity, quietLog } from '../support/http.ts';
import { tracerUnderTest } from '../support/tracer.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

const start = (parent?: string) =>
  ({ name: 'GET /orders/{id}', kind: 'server', parent, correlationId: 'request-0001' }) as const;

describe('a call', () => {
  const call = { name: 'DynamoDB.PutItem', kind: 'client' } as const;

  it('is part of the span it is made in', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    await trace(start(), () => trace(call, async () => {}));
    await stop();
    const [client, server] = spans();
    expect(client).toMatchObject({
      name: 'DynamoDB.PutItem',
      kind: 3,
      parentSpanId: server?.spanId,
    });
    expect(client?.traceId).toBe(server?.traceId);
  });

  it('outside of one is no span', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    expect(await trace(call, async () => activeSpan())).toBeUndefined();
    await stop();
    expect(spans()).toEqual([]);
  });

  it('in a trace that is not kept knows its trace all the same', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    const seen = await trace(start(`00-${traceId}-${parentId}-00`), () =>
      trace(call, async () => activeSpan()),
    );
    await stop();
    expect(seen).toMatchObject({ traceId, isKept: false });
    expect(spans()).toEqual([]);
  });

  it('of two at once each is part of its own', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    const one = (name: string) =>
      trace({ ...start(), name }, async () => {
        await Promise.resolve();
        await trace({ ...call, name: `call of ${name}` }, async () => {});
      });
    await Promise.all([one('a'), one('b')]);
    await stop();
    const named = (name: string) => spans().find((span) => span.name === name);
    expect(named('call of a')?.parentSpanId).toBe(named('a')?.spanId);
    expect(named('call of b')?.parentSpanId).toBe(named('b')?.spanId);
  });
});

describe('a log line', () => {
  it('carries the trace it is written in, and none outside of one', async () => {
    const { trace } = tracerUnderTest();
    const lines: string[] = [];
    const config = { SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'info' };
    const log = createLog(config, { write: (line) => void lines.push(line) });
    await trace(start(`00-${traceId}-${parentId}-01`), async () => log.info('inside'));
    log.info('outside');
    expect(lines.map((line) => JSON.parse(line).traceId)).toEqual([traceId, undefined]);
  });
});

describe('a message that is published', () => {
  const message = (id: string, parent?: string): AddressedMessage => ({
    destination: 'queue:orders',
    envelope: {
      specversion: '1.0',
      id,
      source: '/tandem/test',
      type: 'orders.count.v1',
      subject: 'counter',
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      sequence: 1,
      correlationid: 'request-0001',
      causationid: 'request-0001',
      ...(parent !== undefined && { traceparent: parent }),
      data: {},
    },
  });

  const publish = async (tracer: Tracer, messages: AddressedMessage[], refused: string[] = []) => {
    const bodies: Record<string, unknown>[] = [];
    const send = async ({
      input,
    }: {
      input: { Entries: { Id: string; MessageBody: string }[] };
    }) => {
      bodies.push(...input.Entries.map(({ MessageBody }) => JSON.parse(MessageBody)));
      return {
        Successful: input.Entries.filter(
          (_, index) => !refused.includes(bodies[index]?.id as string),
        ),
      };
    };
    const publisher = createPublisher({
      sns: {} as never,
      sqs: { send } as never,
      topics: {},
      queues: { orders: 'http://queue' },
      failed: () => {},
      tracer,
    });
    return { accepted: await publisher.publish('test', messages), bodies };
  };

  it('has a span of its own in its trace, and its receiver is part of that', async () => {
    const { tracer, stop, spans } = tracerUnderTest();
    const { accepted, bodies } = await publish(
      tracer,
      [
        message('msg_00000001', `00-${traceId}-${parentId}-01`),
        message('msg_00000002', `00-${traceId}-${parentId}-00`),
        message('msg_00000003'),
        message('msg_00000004', `00-${traceId}-${parentId}-01`),
      ],
      ['msg_00000004'],
    );
    await stop();
    expect([...accepted]).toEqual(['msg_00000001', 'msg_00000002', 'msg_00000003']);
    expect(spans()).toEqual([
      expect.objectContaining({
        name: 'publish orders.count.v1',
        kind: 4,
        traceId,
        parentSpanId: parentId,
      }),
      expect.objectContaining({ status: { code: 2 } }),
    ]);
    expect(bodies[0]?.traceparent).toBe(`00-${traceId}-${spans()[0]?.spanId}-01`);
    expect(bodies[1]?.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(bodies[2]).not.toHaveProperty('traceparent');
  });
});

describe('what is caused', () => {
  it('by a request belongs to its span, named after the route', async () => {
    const { tracer, stop, spans } = tracerUnderTest();
    const route = defineRoute({
      id: 'test.read',
      method: 'GET',
      path: '/things/{id}',
      summary: 'Reads',
      service: 'orders',
      auth: { kind: 'public' },
      request: { params: strict({ id: Type.String() }) },
      responses: { 200: Type.Object({}) },
    } as never);
    const causations: unknown[] = [];
    const server = createServer({
      endpoints: [
        endpoint(route, async ({ causation }) => {
          causations.push(causation);
          return { status: 200, body: {} } as never;
        }),
      ],
      services: { verify: async () => identity(), log: quietLog, clock: testClock() },
      prefix: '/v1',
      ready: async () => {},
      tracer,
    });
    const answer = await server.inject({
      url: '/v1/things/7',
      headers: {
        'x-request-id': 'request-0007',
        'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
      },
    });
    await server.close();
    await stop();
    expect(answer.statusCode).toBe(200);
    const [span] = spans();
    expect(span).toEqual(expect.objectContaining({ name: 'GET /things/{id}', kind: 2 }));
    expect(causations).toEqual([
      {
        correlationId: 'request-0007',
        causationId: 'request-0007',
        traceparent: `00-5759e988bd862e3fe1be46a994272793-${span?.spanId}-01`,
      },
    ]);
  });

  it('by a message belongs to its span, named after its type', async () => {
    const { tracer, stop, spans } = tracerUnderTest();
    const handle = vi.fn(async () => done);
    const count = command('orders.count.v1', strict({ by: Type.Integer() }));
    const inbox = createInbox([on(count, ['by'], handle)], quietLog, { tracer });
    await inbox(
      JSON.stringify({
        specversion: '1.0',
        id: 'msg_00000001',
        source: '/tandem/test',
        type: 'orders.count.v1',
        subject: 'counter',
        time: '2026-01-01T00:00:00.000Z',
        datacontenttype: 'application/json',
        sequence: 1,
        correlationid: 'request-0001',
        causationid: 'request-0001',
        traceparent: `00-${traceId}-${parentId}-01`,
        data: { by: 1 },
      }),
    );
    await stop();
    expect(spans()).toEqual([
      expect.objectContaining({
        name: 'orders.count.v1',
        kind: 5,
        traceId,
        parentSpanId: parentId,
        links: [{ traceId, spanId: parentId }],
      }),
    ]);
    expect(handle).toHaveBeenCalledWith(
      expect.objectContaining({
        causation: {
          correlationId: 'request-0001',
          causationId: 'msg_00000001',
          traceparent: `00-${traceId}-${spans()[0]?.spanId}-01`,
        },
      }),
    );
  });
});
