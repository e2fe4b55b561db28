// The life of a container: start, serve, and on SIGTERM stop taking work, finish what was begun, exit 0.
import type { FastifyInstance } from 'fastify';
import { prepareDraining } from '../http/server/draining.ts';
import type { QueueConsumer } from '../messaging/queue-consumer.ts';
import type { Log } from '../telemetry/log.ts';
import { processTracer } from '../telemetry/tracer.ts';

export interface ContainerOptions {
  readonly server: FastifyInstance;
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  readonly log: Log;
  /** Begins consuming once the server listens. */
  readonly consume: () => QueueConsumer;
  /** Called first on the way down: what would last for as long as others like ends. */
  readonly draining?: () => void;
  /** Called last on the way down. */
  readonly close?: () => Promise<void>;
}

export const runContainer = async ({
  server,
  port,
  host,
  log,
  consume,
  draining = () => {},
  close = async () => {},
}: ContainerOptions): Promise<void> => {
  const leave = prepareDraining(server.server);
  await server.listen({ port, host });
  const consumer = consume();
  log.info({ port, host }, 'ready');
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    draining();
    try {
      await Promise.all([leave().then(() => server.close()), consumer.stop()]);
      await close();
      await processTracer().stop();
      process.exit(0);
    } catch (error) {
      log.error({ error }, 'stopped with an error');
      process.exit(1);
    }
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
};
