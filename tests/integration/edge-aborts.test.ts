// The AWS port and the load balancer give back what they have taken for requests that are left at any stage.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { createFaults } from '../../localstack/cloud/faults.ts';
import type { AwsRequest } from '../../localstack/cloud/protocol/edge-protocol.ts';
import { startEdge } from '../../localstack/embedded/edge/edge.ts';
import { type Forwarded, forward } from '../../localstack/load-balancer/forward.ts';
import { targetGroup, targetOn } from '../../localstack/load-balancer/target-group.ts';
import { abortRequests, requestText, settlesAt } from '../support/aborts.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const check = {
  path: '/',
  intervalMs: 5_000,
  timeoutMs: 1_000,
  unhealthyThreshold: 2,
  matcher: '200',
};

const seedOf = () => Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const count = Number(process.env.ABORTS ?? 500);

it('a caller that waits for messages and hangs up is waited for no longer', async () => {
  const edge = await startEdge(0);
  stops.push(() => edge.stop());
  const inside = new Set<AwsRequest>();
  edge.serve({
    services: {
      // As a long poll: until there is something, or nobody listens any more.
      sqs: async (request) => {
        inside.add(request);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 20_000);
          request.onHangUp(() => {
            clearTimeout(timer);
            resolve();
          });
          if (request.action === 'SendMessage') resolve();
        });
        inside.delete(request);
        return { status: 200, contentType: 'application/json', body: '{}' };
      },
    },
    s3: (_request, response) => void response.end(),
    admin: (_request, response) => void response.end('{}'),
    faults: createFaults(),
    log: { line: () => undefined } as never,
  });
  const signed = (action: string) => [
    'Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, Signature=0',
    `X-Amz-Target: AmazonSQS.${action}`,
  ];
  const seed = seedOf();
  await abortRequests({
    port: edge.port,
    texts: [
      requestText('POST /', JSON.stringify({ WaitTimeSeconds: 20 }), signed('ReceiveMessage')),
      requestText(
        'POST /',
        JSON.stringify({ MessageBody: 'x'.repeat(5_000) }),
        signed('SendMessage'),
      ),
      requestText('GET /_tandem/status'),
    ],
    count,
    seed,
  });
  await settlesAt(0, () => inside.size);
  const all = Array.from({ length: 50 }, async () => {
    const answer = await fetch(`http://127.0.0.1:${edge.port}/_tandem/status`);
    return answer.status;
  });
  expect(new Set(await Promise.all(all)), `seed ${seed}`).toEqual(new Set([200]));
}, 60_000);

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
};

it('a target counts what is under way, whoever leaves and whatever Node refuses to send', async () => {
  const port = await listen(
    createServer(async (request, response) => {
      request.resume();
      await sleep(20);
      response.end('x'.repeat(100_000));
    }),
  );
  const group = targetGroup('arn', 'orders', check);
  const target = targetOn(port);
  group.add(target);
  const ask = (path: string, signal: AbortSignal): Promise<Forwarded> =>
    forward(group, { method: 'GET', path, headers: [['Host', 'a']], body: undefined, signal });
  await Promise.allSettled(
    Array.from({ length: 200 }, async (_, index) => {
      const gone = new AbortController();
      setTimeout(() => gone.abort(new Error('gone')), index % 40);
      const { body } = await ask(index % 7 === 0 ? '/no path' : '/orders', gone.signal);
      if (typeof body !== 'string') for await (const _chunk of body);
    }),
  );
  await settlesAt(0, () => target.inFlight);
});

it('whoever leaves while no target is there is not kept waiting', async () => {
  const group = targetGroup('arn', 'orders', check);
  const gone = new AbortController();
  const asked = forward(group, {
    method: 'GET',
    path: '/',
    headers: [],
    body: undefined,
    signal: gone.signal,
  });
  setTimeout(() => gone.abort(new Error('gone')), 50);
  // A target is waited for for two seconds.
  const kept = sleep(1_500, 'kept waiting');
  await expect(Promise.race([asked, kept])).rejects.toThrow('gone');
});
