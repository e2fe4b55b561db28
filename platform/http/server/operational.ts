// What is beside the public path, where no rule of the load balancer leads: health and metrics.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isAppError } from '../../kernel/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Metrics } from '../../telemetry/prometheus.ts';
import { configOf } from './guard.ts';
import { spanOf } from './request-span.ts';

const operational = { config: { operational: true } };

/** How long somebody has listened says nothing of how fast the service is. */
const streams = (reply: FastifyReply): boolean =>
  reply.getHeader('content-type') === 'text/event-stream';

export const serveMetrics = (
  server: FastifyInstance,
  { answered, tell }: Pick<Metrics, 'answered' | 'tell'>,
): void => {
  server.addHook('onResponse', (request, reply, next) => {
    const { id, operational = false } = configOf(request);
    if (!operational && !streams(reply)) {
      answered(id, reply.statusCode, reply.elapsedTime, spanOf(request));
    }
    next();
  });
  server.get('/metrics', operational, async ({ headers }, reply) => {
    const { type, text } = await tell(headers.accept);
    return reply.type(type).send(text);
  });
};

interface Health {
  /** Throws while a dependency does not answer; asked until it has answered once. */
  readonly ready: () => Promise<void>;
  /** Nothing can be served any more. */
  readonly isStuck: () => boolean;
  readonly log: Log;
}

export const serveHealth = (server: FastifyInstance, { ready, isStuck, log }: Health): void => {
  server.get('/health/live', operational, () => ({ status: 'ok' }));
  let hasBeenReady = false;
  server.get('/health/ready', operational, async (_request, reply) => {
    if (isStuck()) return reply.code(503).send({ status: 'stuck' });
    // From then on only for itself: no new task brings back a dependency that all tasks share.
    if (hasBeenReady) return { status: 'ok' };
    try {
      await ready();
    } catch (error) {
      // Too busy is an answer.
      if (!isAppError(error, 'overloaded')) {
        log.warn({ error }, 'not ready');
        return reply.code(503).send({ status: 'unavailable' });
      }
    }
    hasBeenReady = true;
    return { status: 'ok' };
  });
};
