// The metrics of the running containers: told on the port of a task, never through the gateway or the load balancer.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import type { Span } from '../../localstack/telemetry/span.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { readOpenMetrics } from '../support/open-metrics.ts';
import { createShop, type OrderView, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

/** The path as it is: fetch would resolve its dots. */
const ask = async (port: number, path: string, headers: Record<string, string> = {}) => {
  const asking = get({ host: '127.0.0.1', port, path, headers });
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, text: await text(answer) };
};

const portOf = async (service: string): Promise<number> => {
  const { processes } = await shop.helper<{
    processes: { name: string; kind: string; port?: number }[];
  }>('status');
  const task = processes.find(({ kind, name }) => kind === 'container' && name === service);
  return task?.port ?? 0;
};

const balancerPort = async (): Promise<number> => {
  const response = await fetch(awsUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.GetParameter',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ssm/aws4_request',
    },
    body: JSON.stringify({ Name: '/tandem/dev/platform/load-balancer-dns' }),
  });
  const { Parameter } = (await response.json()) as { Parameter: { Value: string } };
  return Number(Parameter.Value.split(':')[1]);
};

it('an order is seen in the metrics of both containers', async () => {
  const { token } = await shop.newCustomer();
  const { body } = await shop.place(token, order(await shop.newSku(1)));
  expect((await shop.settled(token, body.id)).status).toBe('confirmed');
  const { status, text: orders } = await ask(await portOf('orders'), '/metrics');
  expect(status).toBe(200);
  for (const line of [
    /^tandem_http_request_duration_seconds_count\{route="orders\.place",status="2xx"\} [1-9]/m,
    /^tandem_messages_handled_total\{type="products\.stock-reserved\.v1",outcome="done"\} [1-9]/m,
    /^tandem_settle_duration_seconds_count [1-9]/m,
    /^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m,
  ]) {
    expect(orders).toMatch(line);
  }
  const products = (await ask(await portOf('products'), '/metrics')).text;
  expect(products).toMatch(
    /^tandem_messages_handled_total\{type="products\.reserve-stock\.v1",outcome="done"\} [1-9]/m,
  );
  expect(products + orders).not.toMatch(/usr_|ord_|@|secret|Bearer/);
});

it('a slow bucket leads to the trace of an order that fell into it', async () => {
  const { token } = await shop.newCustomer();
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const { body } = await shop.call<OrderView>('POST', '/orders', {
    token,
    body: order(await shop.newSku(1)),
    headers: {
      'idempotency-key': 'order-of-the-example',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
  });
  await shop.settled(token, body.id);
  const { text } = await ask(await portOf('orders'), '/metrics', {
    accept: 'application/openmetrics-text; version=1.0.0',
  });
  const examples = readOpenMetrics(text).flatMap(({ family, labels, exemplar }) =>
    exemplar?.labels.trace_id === traceId ? [{ family, labels, exemplar }] : [],
  );
  const spanOf = (wanted: string, route?: string) =>
    examples.find(({ family, labels }) => family === wanted && labels.route === route)?.exemplar
      .labels.span_id;
  const placed = spanOf('tandem_http_request_duration_seconds', 'orders.place');
  const settled = spanOf('tandem_settle_duration_seconds');
  const names = await vi.waitUntil(
    async () => {
      const { spans } = await shop.helper<{ spans: readonly Span[] }>(`traces/${traceId}`);
      const nameOf = (id?: string) => spans.find(({ spanId }) => spanId === id)?.name;
      const found = [nameOf(placed), nameOf(settled)];
      return found.includes(undefined) ? undefined : found;
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(names).toEqual(['POST /orders', 'payments.payment-authorized.v1']);
});

/** What is outside the stage is a page of the shop, or none. */
it.each([
  ['/v1/metrics', 404, '"not-found"'],
  ['/v1/orders/../../metrics', 404, '"not-found"'],
  ['/v1/products/..%2f..%2fmetrics', 404, '"not-found"'],
  ['/metrics', 404, 'There is no such page'],
  ['//metrics', 404, 'There is no such page'],
])('%s leads there neither through the gateway nor through the load balancer', async (...row) => {
  const [path, status, body] = row;
  const gateway = await ask(Number(new URL(apiUrl).port), path);
  expect(gateway).toEqual({ status, text: expect.stringContaining(body) });
  const balancer = await ask(await balancerPort(), path);
  expect(balancer).toEqual({ status: 404, text: expect.stringContaining('"not-found"') });
});
