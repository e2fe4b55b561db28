// The stream of changes: what it tells, what is made up for after a break, and what a slow listener loses.

import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { createEvents } from '../../localstack/tandem/events/events.ts';
import { tandemRoutes } from '../../localstack/tandem/routing.ts';
import { createTraces } from '../../localstack/telemetry/traces.ts';

const logs = createLogs({});
const traces = createTraces(undefined);
let depth = 0;
const look = vi.fn(() => ({ depth }));
const events = createEvents({ logs, traces, watched: { queues: { every: 20, look } } });
const routes = tandemRoutes([events.route]);
const server = createServer((request, response) => void routes(request, response));
let port: number;

beforeAll(async () => {
  port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
});
afterAll(async () => {
  events.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Heard {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

const listen = async (query = '', headers: Record<string, string> = {}) => {
  const request = get({ port, path: `/_tandem/events${query}`, headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', () => {});
  const heard = (): Heard[] =>
    text
      .split('\n\n')
      // What follows the last empty line is still on its way.
      .slice(0, -1)
      .filter((frame) => frame.includes('event: '))
      .map((frame) => ({
        id: /^id: (.+)$/m.exec(frame)?.[1],
        event: /^event: (.+)$/m.exec(frame)?.[1] ?? '',
        data: JSON.parse(/^data: (.+)$/m.exec(frame)?.[1] ?? '{}') as Heard['data'],
      }));
  return {
    response,
    heard,
    until: (found: (events: Heard[]) => boolean) =>
      vi.waitUntil(() => found(heard()), { timeout: 60_000 }),
    leave: async () => {
      request.destroy();
      await vi.waitUntil(() => events.listening() === 0, { timeout: 60_000 });
    },
  };
};

const textsOf = (heard: Heard[]) =>
  heard
    .filter(({ event }) => event === 'logs')
    .flatMap(({ data }) => data.lines as { message: string }[])
    .map(({ message }) => message);

test('nothing is looked at while nobody listens', () => {
  logs.line('orders', 'nobody hears this');
  expect(look).not.toHaveBeenCalled();
});

test('nor what none of those who listen wants', async () => {
  const listener = await listen('?only=logs');
  logs.line('orders', 'somebody hears this');
  await listener.until((heard) => textsOf(heard).includes('somebody hears this'));
  await listener.leave();
  expect(look).not.toHaveBeenCalled();
});

test('what there is, log lines, spans and changes are told', async () => {
  const listener = await listen();
  await listener.until((heard) => heard.some(({ event }) => event === 'queues'));
  logs.line('orders', '<script>alert(1)</script>');
  traces.add([
    {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      parentId: null,
      name: 'GET /x',
      kind: 'server',
      service: 'orders',
      startMs: 1,
      durationMs: 1,
      failed: false,
      attributes: {},
      links: [],
    },
  ]);
  depth = 7;
  await listener.until((heard) => {
    const names = heard.map(({ event }) => event);
    const isChanged = heard.some(({ event, data }) => event === 'queues' && data.depth === 7);
    return isChanged && names.includes('logs') && names.includes('spans');
  });
  expect(textsOf(listener.heard())).toEqual(['<script>alert(1)</script>']);
  await listener.leave();
});

test('who comes back with the last id hears what it has missed', async () => {
  const first = await listen('?only=logs');
  logs.line('orders', 'one');
  await first.until((heard) => textsOf(heard).includes('one'));
  const lastId = first.heard().at(-1)?.id ?? '';
  await first.leave();
  logs.line('orders', 'two');
  const second = await listen('?only=logs', { 'last-event-id': lastId });
  await second.until((heard) => textsOf(heard).includes('two'));
  expect(textsOf(second.heard())).toEqual(['two']);
  await second.leave();
});

const isToldToAskAnew = async (id: string): Promise<void> => {
  const listener = await listen('?only=logs', { 'last-event-id': id });
  await listener.until((heard) => heard.some(({ event }) => event === 'reset'));
  await listener.leave();
};

test.each(['', 'x', '1-1', '../..'])('who comes back with %j is told to ask anew', isToldToAskAnew);

test('so is who comes back with a number that was never told', async () => {
  const listener = await listen('?only=logs');
  logs.line('orders', 'three');
  await listener.until((heard) => textsOf(heard).includes('three'));
  const [run, number] = listener.heard().at(-1)?.id?.split('-') ?? [];
  await listener.leave();
  for (const later of [Number(number) + 1, '99999999999999']) {
    await isToldToAskAnew(`${run}-${later}`);
  }
});

test('more lines than anybody reads are counted and not sent', async () => {
  const listener = await listen('?only=logs');
  for (let count = 0; count < 5_000; count += 1) logs.line('orders', `line ${count}`);
  await listener.until((heard) =>
    heard.some(({ event, data }) => event === 'logs' && Number(data.dropped) > 0),
  );
  expect(textsOf(listener.heard()).length).toBeLessThanOrEqual(1_000);
  await listener.leave();
});

test('a listener that does not read costs no memory, and asks anew when it reads again', async () => {
  const listener = await listen('?only=logs');
  listener.response.pause();
  const long = 'x'.repeat(20_000);
  // Beyond what the sockets and the limit hold together.
  for (let frame = 0; frame < 30; frame += 1) {
    for (let count = 0; count < 100; count += 1) logs.line('orders', long);
    await new Promise((resolve) => setTimeout(resolve, 210));
  }
  listener.response.resume();
  await vi.waitUntil(
    () => {
      logs.line('orders', 'again');
      return listener.heard().some(({ event }) => event === 'reset');
    },
    { timeout: 20_000, interval: 200 },
  );
  await listener.leave();
});

test('what is not told is refused, with what is', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/_tandem/events?only=logs,secrets`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ known: ['logs', 'spans', 'queues'] });
});
