// The HTTP server of a container: Fastify in front of the endpoints, with health and metrics beside the public path.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { StoredReply } from '../../data/records.ts';
import { AppError, isAppError } from '../../kernel/errors.ts';
import type { Metrics } from '../../telemetry/prometheus.ts';
import type { Tracer } from '../../telemetry/trace.ts';
import { processTracer } from '../../telemetry/tracer.ts';
import { type Endpoint, type HttpServices, requestIdFrom, securityHeaders } from '../endpoint.ts';
import { problemReply } from '../problem.ts';
import type { RawRequest } from '../request.ts';
import { tracedAnswer } from '../traced-answer.ts';
import { configOf, type GuardOptions, guard, refuseConnection } from './guard.ts';
import { bodyAway } from './lingering-close.ts';
import { whenOver } from './places.ts';
import { sourceIpOf } from './source-ip.ts';

export interface ServerOptions {
  readonly endpoints: readonly Endpoint[];
  readonly services: HttpServices;
  /** Stage the balancer passes on: `/v1`. */
  readonly prefix: string;
  /** Throws while a dependency does not answer; asked until it has answered once. */
  readonly ready: () => Promise<void>;
  readonly limits?: GuardOptions;
  /** @default that of the process */
  readonly tracer?: Tracer;
  /** @default none, and no `/metrics` */
  readonly metrics?: Pick<Metrics, 'answered' | 'contentType' | 'text'>;
}

/** Above every contract's own limit, so that the contract answers; import is the largest with 1 MiB. */
const hardBodyLimit = 2 * 1024 * 1024;

/** The head of a request; no part of a path can be longer, so the contract says what becomes of it. */
const maxHeaderSize = 16 * 1024;

const headersOf = (request: FastifyRequest): Record<string, readonly string[]> => {
  const headers: Record<string, string[]> = Object.create(null);
  const { rawHeaders } = request.raw;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const values = headers[name] ?? [];
    values.push(rawHeaders[index + 1] ?? '');
    headers[name] = values;
  }
  return headers;
};

const toRaw = (request: FastifyRequest, prefix: string): RawRequest => {
  // A query may have question marks of its own.
  const [path = '/', ...search] = request.url.split('?');
  const headers = headersOf(request);
  return {
    method: request.method,
    path: path.slice(prefix.length),
    query: new URLSearchParams(search.join('?')),
    headers,
    params: (request.params ?? {}) as Record<string, string>,
    body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
    sourceIp: sourceIpOf(headers['x-forwarded-for'] ?? [], request.ip),
  };
};

const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Beside the public path, where no rule of the load balancer leads. */
const operational = { config: { operational: true } };

const serveMetrics = (
  server: FastifyInstance,
  { answered, contentType, text }: NonNullable<ServerOptions['metrics']>,
): void => {
  server.addHook('onResponse', (request, reply, next) => {
    const { id, operational = false } = configOf(request);
    if (!operational) answered(id, reply.statusCode, reply.elapsedTime);
    next();
  });
  server.get('/metrics', operational, async (_request, reply) =>
    reply.type(contentType).send(await text()),
  );
};

/** In bytes: Fastify adds a charset to a JSON text, which neither JSON nor a problem has: https://www.rfc-editor.org/rfc/rfc9457#section-6.1 */
const send = (reply: FastifyReply, { status, headers = {}, body }: StoredReply) =>
  reply
    .code(status)
    .headers(headers)
    .send(body === '' ? undefined : Buffer.from(body));

const clientErrors: Readonly<Record<string, ConstructorParameters<typeof AppError>[0]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_BAD_URL: 'not-found',
};

export const createServer = ({
  endpoints,
  services,
  prefix,
  ready,
  limits,
  tracer = processTracer(),
  metrics,
}: ServerOptions): FastifyInstance => {
  const server = Fastify({
    bodyLimit: hardBodyLimit,
    // Above the balancer's 60 s idle timeout, or it meets closed connections and answers 502.
    keepAliveTimeout: 65_000,
    requestTimeout: 15_000,
    // A GET with a body is legal and the body is ignored.
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: ({ headers }) => requestIdFrom(String(headers['x-request-id'] ?? '')),
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: maxHeaderSize },
    clientErrorHandler: refuseConnection,
    http: {
      // Looked at every second, so that a slow client is cut within ten.
      headersTimeout: 8_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize,
      // Refused by the guard, as a problem.
      requireHostHeader: false,
    },
  });
  // Node would leave out what is beyond, and nobody would know.
  server.server.maxHeadersCount = 0;
  const { work, isStuck } = guard(server, limits);
  if (metrics !== undefined) serveMetrics(server, metrics);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  for (const endpoint of endpoints) {
    server.route({
      method: endpoint.contract.method,
      config: { id: endpoint.contract.id, waits: endpoint.contract.waits ?? false },
      url: `${prefix}${fastifyPath(endpoint.contract.path)}`,
      handler: async (request, reply) => {
        const raw = {
          ...toRaw(request, prefix),
          ...(endpoint.contract.waits ? { gone: whenOver(reply.raw) } : {}),
        };
        return send(
          reply,
          await work(request, () => tracedAnswer(tracer, endpoint, raw, services)),
        );
      },
    });
  }

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
        services.log.warn({ error }, 'not ready');
        return reply.code(503).send({ status: 'unavailable' });
      }
    }
    hasBeenReady = true;
    return { status: 'ok' };
  });

  const refuse = (request: FastifyRequest, error: AppError) => {
    const reply = problemReply(error, request.id);
    const headers = { ...securityHeaders, ...reply.headers, 'x-request-id': request.id };
    return { ...reply, headers };
  };
  server.setNotFoundHandler((request, reply) => {
    return send(reply, refuse(request, new AppError('not-found')));
  });
  const asRefusal = (error: { code?: string }): AppError => {
    if (isAppError(error)) return error;
    const code = clientErrors[error.code ?? ''];
    if (code === undefined) services.log.error({ error }, 'request failed');
    return new AppError(code ?? 'internal', { cause: error });
  };
  server.setErrorHandler(async (error: { code?: string }, request, reply) => {
    // Whoever is cut off while it sends does not read the answer.
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await bodyAway(request.raw);
    return send(reply, refuse(request, asRefusal(error)));
  });
  return server;
};
