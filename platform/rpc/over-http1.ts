// Connect and gRPC-Web on HTTP/1.1, beside the endpoints and behind the same guard; the load balancer leads here by the service's own path.
import { buffer } from 'node:stream/consumers';
import { createAsyncIterable, type UniversalHandler } from '@connectrpc/connect/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { whenOver } from '../http/server/places.ts';
import { AppError } from '../kernel/errors.ts';

const methods = ['GET', 'POST'] as const;

/** Its status comes after the body, in trailers, which balancers do not pass on. */
const isGrpcItself = ({ headers }: FastifyRequest): boolean =>
  /^application\/grpc(?!-web)/.test(headers['content-type'] ?? '');

/** As they came: what was sent twice is seen to be. */
const headersOf = ({ raw: { rawHeaders } }: FastifyRequest): Headers => {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return headers;
};

/** @param prefix `/v1/products`: the path of each call follows */
export const serveOverHttp1 = (
  server: FastifyInstance,
  handlers: readonly UniversalHandler[],
  prefix: string,
): void => {
  for (const handler of handlers) {
    server.route({
      method: [...methods],
      url: `${prefix}${handler.requestPath}`,
      config: { id: `rpc${handler.requestPath}` },
      handler: async (request, reply) => {
        if (isGrpcItself(request)) {
          throw new AppError('unsupported-media-type', { detail: 'gRPC itself wants HTTP/2.' });
        }
        const answer = await handler({
          httpVersion: '1.1',
          method: request.method,
          url: `http://localhost${request.url}`,
          header: headersOf(request),
          body: createAsyncIterable(Buffer.isBuffer(request.body) ? [request.body] : []),
          signal: whenOver(reply.raw),
        });
        const body = await buffer(answer.body ?? createAsyncIterable([]));
        return reply
          .code(answer.status)
          .headers(Object.fromEntries(answer.header ?? []))
          .send(body);
      },
    });
  }
};
