// What orders cost on average: those that are through, by the traces that have placed them.
import { expect, it } from 'vitest';
import { createUsage } from '../../localstack/cloud/usage.ts';
import { averageOf } from '../../localstack/tandem/order/average.ts';
import type { Span } from '../../localstack/telemetry/span.ts';
import { createTraces } from '../../localstack/telemetry/traces.ts';

const now = Date.parse('2026-01-01T00:01:00Z');
const idOf = (number: number) => String(number).padStart(32, '0');

const setUp = () => {
  const traces = createTraces(undefined);
  const usage = createUsage();
  let ids = 0;
  const span = (traceId: string, changes: Partial<Span>): Span => {
    ids += 1;
    return {
      traceId,
      spanId: String(ids).padStart(16, '0'),
      parentId: null,
      name: 'POST /orders',
      kind: 'server',
      service: 'orders',
      startMs: now - 30_000,
      durationMs: 5,
      failed: false,
      attributes: {},
      links: [],
      ...changes,
    };
  };
  const place = (number: number, writes: number, changes: Partial<Span> = {}) => {
    const id = idOf(number);
    const { startMs = now - 30_000 } = changes;
    const relayed = span(id, { service: 'outbox-relay', name: 'publish', startMs });
    traces.add([span(id, changes), relayed]);
    usage.count([id], 'write units', 'PutItem', writes);
  };
  return { traces, usage, span, place, average: () => averageOf({ traces, usage }, now) };
};

it('is nothing while no order is through', () => {
  const { average, place } = setUp();
  expect(average()).toBeNull();
  place(2, 10, { failed: true });
  place(3, 10, { name: 'POST /orders/{id}/refunds' });
  place(4, 10, { kind: 'client' });
  expect(average()).toBeNull();
});

it('waits until an order has had the time to be through', () => {
  const { average, place } = setUp();
  place(1, 10, { startMs: now - 14_000 });
  expect(average()).toBeNull();
});

it('is the mean of each line, and shares the trace that has placed several', () => {
  const { average, place, traces, span, usage } = setUp();
  place(1, 10);
  place(2, 20);
  traces.add([span(idOf(2), {})]);
  usage.count([idOf(1)], 'mails', 'SendEmail');
  expect(average()).toEqual({
    orders: 3,
    cost: {
      lines: [
        {
          resource: 'mails',
          of: 'SendEmail',
          amount: expect.closeTo(1 / 3),
          usd: expect.any(Number),
        },
        { resource: 'write units', of: 'PutItem', amount: 10, usd: expect.any(Number) },
      ],
      sums: { mails: expect.closeTo(1 / 3), 'write units': 10 },
      usd: expect.any(Number),
    },
  });
});

it('leaves out an order that was refused, and one of before the start', () => {
  const { average, traces, usage, span } = setUp();
  traces.add([span(idOf(1), {})]);
  usage.count([idOf(1)], 'api requests', 'gateway');
  traces.add([span(idOf(2), {}), span(idOf(2), { service: 'outbox-relay' })]);
  expect(average()).toBeNull();
});
