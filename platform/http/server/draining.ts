// On the way out: the load balancer may not have let go of the task yet, so nothing it sends is turned away.
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 20;
/** For the request of a connection that was accepted last. */
const lastRequestMs = 300;

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));

const untilNobodyIsConnected = async (server: Server, limitMs: number): Promise<void> => {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline && (await connectionsOf(server)) > 0) {
    await sleep(lookEveryMs);
  }
};

/**
 * Later connections are refused, which a load balancer may answer with another task; those that were accepted go on.
 * `close` of an HTTP server would cut off those whose request has not come yet. Right after the loop has looked for
 * connections nobody waits to be accepted, whom closing would cut off as well.
 */
const refuseConnections = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => {
      NetServer.prototype.close.call(server);
      resolve();
    });
  });

/**
 * To be called before the server listens. What it answers is to be called before the server is closed, since closing
 * cuts off connections without a request, on which one may be under way: for `graceMs`, or until nobody is connected,
 * requests are answered as ever and each takes its connection with it; then no connection is accepted any more.
 */
export const prepareDraining = (server: Server, graceMs = 1_000): (() => Promise<void>) => {
  let isLeaving = false;
  server.prependListener('request', (_request, response) => {
    if (isLeaving) response.shouldKeepAlive = false;
  });
  return async () => {
    isLeaving = true;
    await untilNobodyIsConnected(server, graceMs);
    await refuseConnections(server);
    await untilNobodyIsConnected(server, lastRequestMs);
  };
};
