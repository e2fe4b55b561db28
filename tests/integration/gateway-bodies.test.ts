// Bodies at the gateway: read whole before an integration begins, bounded in time and size, and never a place or a socket lost by one.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { abortRequests, requestText, settlesAt } from '../support/aborts.ts';
import { type ContainerStack, containerStack, program } from '../support/container-stack.ts';

let stack: ContainerStack;
let port: number;

/** Tells how many requests have begun and how many are under way, those that ask included. */
const counting = `
  globalThis.begun = (globalThis.begun ?? 0) + 1;
  globalThis.inside = (globalThis.inside ?? 0) + 1;
  response.on('close', () => { globalThis.inside -= 1; });
  let size = 0;
  request.on('data', (chunk) => { size += chunk.length; });
  request.on('end', () => setTimeout(() => {
    response.end(JSON.stringify({ size, begun: globalThis.begun, inside: globalThis.inside }));
  }, request.url.includes('slow') ? 40 : 0));`;

beforeAll(async () => {
  stack = await containerStack();
  await stack.program(program(counting));
  await stack.start({ DesiredCount: 1 });
  await stack.ready();
  let count = 0;
  const make = (type: string, properties: Record<string, unknown>) => {
    count += 1;
    return stack.create(`AWS::ApiGateway::${type}`, {
      logicalId: `${type}${count}`,
      properties,
    });
  };
  const api = await make('RestApi', {});
  await make('Stage', { RestApiId: api, StageName: 'v1' });
  const orders = await make('Resource', {
    RestApiId: api,
    ParentId: `${api.slice(0, 8)}rt`,
    PathPart: 'orders',
  });
  await make('Method', {
    RestApiId: api,
    ResourceId: orders,
    HttpMethod: 'ANY',
    Integration: {
      Type: 'HTTP_PROXY',
      ConnectionType: 'VPC_LINK',
      ConnectionId: 'link',
      IntegrationTarget: stack.balancerArn,
      IntegrationHttpMethod: 'ANY',
      Uri: `${stack.url}/orders`,
    },
  });
  await stack.cloud.startGateway();
  port = stack.cloud.endpoints.api;
});
afterAll(() => stack.stop());

/** Sends pieces with a pause after each and answers all that comes back, and after how long it ended. */
const exchange = (pieces: readonly string[], pauseMs = 0) =>
  new Promise<{ answer: string; ms: number }>((resolve) => {
    const began = performance.now();
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, async () => {
      for (const piece of pieces) {
        if (socket.writable) socket.write(piece);
        if (pauseMs > 0) await sleep(pauseMs);
      }
    });
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    const end = () => {
      socket.destroy();
      resolve({ answer, ms: performance.now() - began });
    };
    socket.on('end', end);
    socket.on('close', end);
  });

const statusOf = (answer: string) => Number(answer.split(' ', 2)[1]);

interface Counted {
  readonly size: number;
  readonly begun: number;
  readonly inside: number;
}

const count = async (): Promise<Counted> =>
  (await (await fetch(`http://127.0.0.1:${port}/v1/orders`)).json()) as Counted;

const head = (headers: readonly string[]) =>
  `${['POST /v1/orders HTTP/1.1', 'Host: a', ...headers].join('\r\n')}\r\n\r\n`;

it('a container hears of a request when its body is there', async () => {
  const before = await count();
  const slow = Array.from({ length: 20 }, () =>
    exchange([head(['Content-Length: 5']), 'abc'], 300),
  );
  await sleep(200);
  expect(await count()).toMatchObject({ begun: before.begun + 1, inside: 1 });
  const whole = exchange([head(['Content-Length: 5', 'Connection: close']), 'abc', 'de'], 50);
  expect((await whole).answer).toContain('"size":5');
  await Promise.race([Promise.all(slow), sleep(400)]);
});

it('whoever asks first whether the body is wanted hears so, or is refused before it is sent', async () => {
  const asks = (length: number) =>
    head(['Expect: 100-continue', `Content-Length: ${length}`, 'Connection: close']);
  const wanted = await exchange([asks(5), 'abcde'], 100);
  expect(wanted.answer).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
  const refused = await exchange([asks(10 * 1024 * 1024 + 1)]);
  // Who is waited for is given up after fifteen seconds.
  expect([statusOf(refused.answer), refused.ms < 10_000]).toEqual([413, true]);
});

// These wait, and none of them looks at what the others do.
it.concurrent('a body that does not come is given up after fifteen seconds, and so is its connection', async () => {
  const { answer, ms } = await exchange([head(['Content-Length: 5']), 'ab'], 100);
  expect(statusOf(answer)).toBe(408);
  expect(answer).toContain('"code":"request-timeout"');
  expect(ms).toBeGreaterThan(14_000);
});

it.concurrent.each([
  ['declared', head([`Content-Length: ${12 * 1024 * 1024}`])],
  ['in chunks', head(['Transfer-Encoding: chunked'])],
])(
  'a client that is refused while it sends too much (%s) reads the refusal',
  async (_, start) => {
    const piece = 'x'.repeat(1024 * 1024);
    const chunk = start.includes('chunked') ? `100000\r\n${piece}\r\n` : piece;
    for (let round = 0; round < 5; round += 1) {
      const { answer } = await exchange([start, ...Array.from({ length: 12 }, () => chunk)], 1);
      expect(statusOf(answer)).toBe(413);
    }
  },
  30_000,
);

it('the connection of a client that was refused ends, even when the client does not end it', async () => {
  const { answer } = await exchange(['NONSENSE\r\n\r\n']);
  expect(statusOf(answer)).toBe(400);
});

it('a thousand requests that are left at random stages leave nothing under way behind the gateway', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
  const texts = [
    requestText('GET /v1/orders?slow'),
    requestText('POST /v1/orders?slow', JSON.stringify({ text: 'x'.repeat(2_000) })),
  ];
  const aborts = Number(process.env.ABORTS ?? 1_000);
  await abortRequests({ port, texts, count: aborts, seed });
  await settlesAt(1, async () => (await count()).inside);
  const all = await Promise.all(Array.from({ length: 100 }, () => count()));
  expect(all.length, `seed ${seed}`).toBe(100);
}, 120_000);
