// What the console talks to, in place of a system: its files, its stream as the embedded cloud makes it, and as many log lines, spans and orders as are wanted.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exampleAnswers } from '../../events/http/examples/example-answers.ts';
import type { Order } from '../../events/http/orders/orders.ts';
import type { LogLine } from '../../localstack/cloud/logs/line.ts';
import { consoleSite } from '../../localstack/console/site.ts';
import { createEvents } from '../../localstack/tandem/events/events.ts';
import { type Route, tandemRoutes } from '../../localstack/tandem/routing.ts';
import type { Span } from '../../localstack/telemetry/span.ts';

export interface Rates {
  readonly linesPerSecond: number;
  readonly ordersPerSecond: number;
}

const everyMs = 20;
/** As many as an order of a running system has. */
const spansOfOrder = 25;
const kept = 100;

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

const lineOf = (number: number): LogLine => ({
  source: ['orders', 'products', 'payments', 'gateway'][number % 4] ?? '',
  at: `${new Date().toISOString().slice(0, -5)}.${String(number % 1_000_000).padStart(6, '0')}Z`,
  text: JSON.stringify({
    level: number % 50 === 0 ? 'warn' : 'info',
    service: 'orders',
    traceId: hex(number, 32),
    correlationId: `request-${number}`,
    route: 'orders.place',
    status: 201,
    durationMs: number % 97,
    message: 'request',
  }),
});

const spansOf = (number: number): Span[] =>
  Array.from({ length: spansOfOrder }, (_, index) => ({
    traceId: hex(number + 1, 32),
    spanId: hex(number * spansOfOrder + index + 1, 16),
    parentId: index === 0 ? null : hex(number * spansOfOrder + 1, 16),
    name: index === 0 ? 'POST /orders' : `DynamoDB.PutItem ${index}`,
    kind: index === 0 ? 'server' : 'client',
    service: ['gateway', 'orders', 'products', 'payments'][index % 4] ?? '',
    startMs: Date.now(),
    durationMs: 5 + index,
    failed: false,
    attributes: { 'rpc.service': 'DynamoDB', number: index },
    links: [],
  }));

const orderOf = (number: number): Order => ({
  ...(exampleAnswers['orders.read'] as Order),
  id: `ord_${hex(number + 1, 32)}`,
});

/** Answers how to leave. */
const joining =
  <Hearer>(hearers: Set<Hearer>) =>
  (hearer: Hearer) => {
    hearers.add(hearer);
    return () => void hearers.delete(hearer);
  };

/** Each comes `perSecond` times a second; answers how to stop. */
const repeat = (perSecond: number, each: (number: number) => void): (() => void) => {
  const began = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * perSecond;
    for (; done < due; done += 1) each(done);
  }, everyMs);
  return () => clearInterval(timer);
};

const json = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

/** `directory` is where the build has put the console. */
export const startConsoleStand = async (
  directory: string,
  { linesPerSecond, ordersPerSecond }: Rates,
) => {
  const lines = new Set<(line: LogLine) => void>();
  const spans = new Set<(spans: readonly Span[]) => void>();
  const orders: Order[] = [];
  const events = createEvents({
    logs: { listen: joining(lines) },
    traces: { listen: joining(spans) },
    watched: { traffic: { every: 1_000, look: () => ({ orders: orders.length }) } },
  });
  const nothing: Route = ['GET', /^\/_tandem\/(.*)$/, () => ({ lines: [], traces: [], spans: [] })];
  const admin = tandemRoutes([events.route, nothing]);
  const site = consoleSite({ directory, admin: () => admin, mail: () => undefined });
  const server = createServer((request, response) => {
    if (site.serves(request.url ?? '')) void site.handle(request, response);
    else if (request.url?.startsWith('/v1/orders/')) json(response, orders[0]);
    else json(response, { items: orders.slice(0, 50), nextCursor: null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stops = [
    repeat(linesPerSecond, (number) => {
      for (const hear of lines) hear(lineOf(number));
    }),
    repeat(ordersPerSecond, (number) => {
      orders.unshift(orderOf(number));
      orders.length = Math.min(orders.length, kept);
      for (const hear of spans) hear(spansOf(number));
    }),
  ];
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/console`,
    stop: async () => {
      for (const stop of stops) stop();
      events.stop();
      site.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
