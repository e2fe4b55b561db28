// A containerised service: its HTTP server and its inbox over one table, from the first start to the last answer.
import { sqsClient } from '../calls/aws.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { createServer } from '../http/server/server.ts';
import { httpServices } from '../http/services.ts';
import { createMoveToDeadLetters } from '../messaging/dead-letter-queue.ts';
import { createInbox } from '../messaging/inbox.ts';
import { startQueueConsumer } from '../messaging/queue-consumer.ts';
import { serveRpc } from '../rpc/serve-rpc.ts';
import { processTracer } from '../telemetry/tracer.ts';
import { runContainer } from './container.ts';
import { type ServiceConfig, type ServiceGround, serviceGround } from './service-ground.ts';
import type { ServiceParts } from './service-parts.ts';

/** The stage that the load balancer passes on. */
const prefix = '/v1';

/** `build` is called once, before the server listens. */
export const runService = async <Config extends ServiceConfig>(
  config: Config,
  build: (ground: ServiceGround<Config>) => Promise<ServiceParts> | ServiceParts,
): Promise<void> => {
  const ground = serviceGround(config);
  const { clock, log, table, metrics } = ground;
  const parts = await build(ground);
  const { hasRoom, draining, beforeClose, close } = parts;
  const rate = { perSecond: config.SUBJECT_RATE, burst: config.SUBJECT_BURST };

  const http = httpServices(config, clock, log);
  const { rpc: services } = parts;
  const server = createServer({
    endpoints: parts.endpoints,
    services: {
      ...http,
      ...(parts.replays && { replays: parts.replays }),
      rateLimit: createRateLimit(rate, clock),
    },
    prefix,
    ...(hasRoom && { limits: { hasRoom } }),
    ready: async () => {
      await table.get({ pk: 'HEALTH', sk: 'HEALTH' });
    },
    metrics,
    ...(services && {
      beside: (server, guard) =>
        serveRpc(server, guard, {
          services,
          http,
          tracer: processTracer(),
          prefix: `${prefix}/${config.SERVICE}`,
        }),
    }),
  });
  if (beforeClose) server.addHook('preClose', async () => beforeClose());

  const client = sqsClient();
  await runContainer({
    server,
    port: config.PORT,
    host: config.LISTEN_HOST,
    log,
    consume: () =>
      startQueueConsumer({
        client,
        queueUrl: config.QUEUE_URL,
        inbox: createInbox(parts.handlers, log, { handled: metrics.handled }),
        moveToDeadLetters: createMoveToDeadLetters({
          client,
          deadLettersUrl: config.DEAD_LETTERS_URL,
        }),
        log,
      }),
    ...(draining && { draining }),
    ...(close && { close }),
  });
};
