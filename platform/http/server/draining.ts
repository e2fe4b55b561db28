// On the way out: the load balancer may not have let go of the task yet, so nothing it sends is turned away.
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 20;

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));

/**
 * To be called before the server listens. What it answers is to be called before the server is closed, since closing
 * cuts off connections without a request, on which one may be under way: for `graceMs`, or until nobody is connected,
 * requests are answered as ever and each takes its connection with it.
 */
export const prepareDraining = (server: Server, graceMs = 1_000): (() => Promise<void>) => {
  let isLeaving = false;
  server.prependListener('request', (_request, response) => {
    if (isLeaving) response.shouldKeepAlive = false;
  });
  return async () => {
    isLeaving = true;
    const deadline = performance.now() + graceMs;
    while (performance.now() < deadline && (await connectionsOf(server)) > 0) {
      await sleep(lookEveryMs);
    }
  };
};
