// The metrics of the running containers: told on the port of a task, never through the gateway or the load balancer.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

/** The path as it is: fetch would resolve its dots. */
const ask = async (port: number, path: string) => {
  const asking = get({ host: '127.0.0.1', port, path });
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
