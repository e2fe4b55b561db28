// The life of a container: start, serve, and on SIGTERM stop taking work, finish what was begun, exit 0.
import type { FastifyInstance } from 'fastify';
import { prepareLeaving } from './http/leaving.ts';
import type { Log } from './log.ts';
import type { QueueConsumer } from './messaging/queue-consumer.ts';

export interface ContainerOptions {
  readonly server: FastifyInstance;
  readonly port: number;
  readonly log: Log;
  /** Begins consuming once the server listens. */
  readonly consume: () => QueueConsumer;
  /** Called last on the way down. */
  readonly close?: () => Promise<void>;
}

export const runContainer = async ({
  server,
  port,
  log,
  consume,
  close = async () => {},
}: ContainerOptions): Promise<void> => {
  const leave = prepareLeaving(server.server);
  await server.listen({ port, host: '0.0.0.0' });
  const consumer = consume();
  log.info({ port }, 'ready');
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    try {
      await Promise.all([leave().then(() => server.close()), consumer.stop()]);
      await close();
      process.exit(0);
    } catch (error) {
      log.error({ error }, 'stopped with an error');
      process.exit(1);
    }
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
};
