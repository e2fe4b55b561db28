// The orders service as it is put together: every route and every message has its handler, a queue of new orders holds back new orders alone, and whoever waits or listens is let go when the process stops.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { composeOrders } from '../../containers/orders/compose.ts';
import { composeCommands } from '../../containers/orders/compose-commands.ts';
import { api } from '../../events/http/api.ts';
import { listOrders, placeOrder } from '../../events/http/orders/orders.ts';
import { stockReserved } from '../../events/messages/products.ts';
import { commands, facts } from '../../events/routes.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { identity, quietLog, rawRequest, services } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { placeCommand } from '../support/orders.ts';
import { messageBody } from '../support/payments.ts';

const hour = 3_600_000;

const setUp = async () => {
  const table = createMemoryTable();
  const clock = testClock(Date.parse(placeCommand().at));
  const newId = countingIds();
  const readable = createReadable({ clock, log: quietLog });
  const url = 'http://127.0.0.1:1/v1';
  const config = { PRODUCTS_URL: url, TOKEN_ISSUER: url, TOKEN_URL: url, QUOTES_BY: 'http' };
  const parts = await composeOrders({
    ...{ table, clock, newId, readable, config, log: quietLog },
    secret: async () => 'a secret',
    metrics: { settled: () => {}, streams: () => {} },
  } as never);
  const { handle } = composeCommands({ table, clock, newId, readable });
  const place = async (number: number): Promise<string> => {
    const orderId = `ord_${String(number).padStart(32, '0')}`;
    const causation = { correlationId: orderId, causationId: orderId };
    await handle(orderId, placeCommand({ orderId }), { causation });
    return orderId;
  };
  const ask = (id: string, request: Parameters<typeof rawRequest>[1]) => {
    const endpoint = parts.endpoints.find(({ contract }) => contract.id === id);
    if (endpoint === undefined) throw new Error(`no route ${id}`);
    const headers = { authorization: 'Bearer token', ...request?.headers };
    const expiresAt = clock.now() / 1_000 + 600;
    const given = services({ clock, verify: async () => identity({ expiresAt }) });
    return endpoint.answer(rawRequest(endpoint, { ...request, headers }), given);
  };
  return { ...parts, clock, place, ask };
};

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('every route and every message of the contracts is handled', async () => {
  const { endpoints, handlers } = await setUp();
  const routes = api.filter(({ service }) => service === 'orders').map(({ id }) => id);
  expect(endpoints.map(({ contract }) => contract.id).sort()).toEqual(routes.sort());
  const types = handlers.map(({ contract }) => contract.type);
  const received = [...facts, ...commands].filter(({ to }) => to.includes('orders'));
  expect(types.sort()).toEqual(received.map(({ type }) => type).sort());
});

it('a queue of orders that wait for their stock holds back new orders, and nothing else', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.99);
  const { hasRoom, handlers, place, clock } = await setUp();
  const room = () => [placeOrder.id, listOrders.id].map((route) => hasRoom?.(route));
  for (let number = 0; number < 300; number += 1) expect(room()).toEqual([true, true]);
  const receive = createInbox(handlers, quietLog);
  const orders = [];
  for (let number = 0; number < 20; number += 1) orders.push(await place(number));
  clock.advance(hour);
  const lines = [{ sku: 'MUG', quantity: 2 }];
  for (const orderId of orders) {
    await receive(messageBody(stockReserved, orderId, { orderId, lines }));
  }
  const rooms = Array.from({ length: 100 }, room);
  expect([rooms[0], rooms[99]]).toEqual([
    [true, true],
    [false, true],
  ]);
});

it('a process that stops answers who waits, and ends the streams', async () => {
  const { ask, place, draining, beforeClose } = await setUp();
  const id = await place(1);
  const { stream } = await ask('orders.read-events', {
    params: { id },
    headers: { accept: 'text/event-stream' },
  });
  const closed = new Promise((resolve) => stream?.once('close', () => resolve('closed')));
  stream?.resume();
  draining?.();
  expect(await Promise.race([closed, sleep(5_000, 'open')])).toBe('closed');
  const reading = ask('orders.read', { params: { id }, query: 'wait=20' });
  expect(await Promise.race([reading, sleep(20, 'waiting')])).toBe('waiting');
  beforeClose?.();
  expect(await Promise.race([reading, sleep(5_000, 'waiting')])).toMatchObject({ status: 200 });
});
