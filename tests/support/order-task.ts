// A task of the orders service: its routes behind a real server, over a table that other tasks may have as well.

import type { Table } from '../../platform/data/table.ts';
import { prepareDraining } from '../../platform/http/server/draining.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { identity, quietLog } from './http.ts';
import { startOrders } from './order-service.ts';

/** `<subject>`, or `<subject>:<seconds it is good for>`; `staff` is support. */
const verify = (now: () => number) => async (token: string) => {
  const [subject = '', seconds = '600'] = token.split(':');
  if (Number(seconds) <= 0) throw new AppError('unauthenticated', { reason: 'expired' });
  return identity({
    subject,
    roles: [subject === 'staff' ? 'support' : 'customer'],
    expiresAt: now() / 1_000 + Number(seconds),
  });
};

export type OrderTask = Awaited<ReturnType<typeof startOrderTask>>;

export const startOrderTask = async (table: Table, { maxInFlight = 10 } = {}) => {
  const service = await startOrders(table);
  const { clock, endpoints, streams } = service;
  const server = createServer({
    endpoints,
    services: { verify: verify(clock.now), log: quietLog, clock },
    prefix: '/v1',
    ready: async () => {},
    limits: { drainMs: 200, maxInFlight, maxOfOne: maxInFlight, maxLatenessMs: 60_000 },
  });
  const leave = prepareDraining(server.server);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/v1`;
  return {
    ...service,
    port,
    url,
    eventsOf: (orderId: string) => `${url}/orders/${orderId}/events`,
    /** Nobody is connected any more, and a stop has nobody to wait for. */
    cutOff: () => server.server.closeAllConnections(),
    /** As on SIGTERM. */
    stop: async () => {
      streams.close();
      await leave();
      await server.close();
    },
  };
};
