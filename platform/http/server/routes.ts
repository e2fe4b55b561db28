// Endpoints at their paths: a request of Fastify's in, their answer out.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ActiveSpan, Tracer } from '../../telemetry/trace.ts';
import { isForServices } from '../caller.ts';
import type { Endpoint } from '../endpoint.ts';
import type { RawRequest } from '../request.ts';
import type { HttpServices } from '../services.ts';
import { tracedAnswer } from '../traced-answer.ts';
import type { Guard } from './guard.ts';
import { whenOver } from './places.ts';
import { send } from './refusals.ts';
import { keepSpan } from './request-span.ts';
import { sourceIpOf } from './source-ip.ts';

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
  return {
    method: request.method,
    path: path.slice(prefix.length),
    query: new URLSearchParams(search.join('?')),
    headers: headersOf(request),
    params: (request.params ?? {}) as Record<string, string>,
    body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
    sourceIp: sourceIpOf(request.headers, request.ip),
  };
};

const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

interface Serving extends Pick<Guard, 'work' | 'letGo'> {
  /** The stage, which no path of a contract has. */
  readonly prefix: string;
  readonly tracer: Tracer;
  readonly services: HttpServices;
}

export const serve = (
  server: FastifyInstance,
  endpoint: Endpoint,
  { prefix, tracer, services, work, letGo }: Serving,
): void => {
  const { id, method, path, auth, waits = false } = endpoint.contract;
  const wantsToken = auth.kind === 'bearer' || auth.kind === 'optional';
  server.route({
    method,
    config: { id, waits, wantsToken, forServices: isForServices(auth) },
    url: `${prefix}${fastifyPath(path)}`,
    handler: async (request, reply) => {
      const gone = waits ? { gone: whenOver(reply.raw) } : {};
      const raw = { ...toRaw(request, prefix), ...gone };
      const begun = (span?: ActiveSpan) => keepSpan(request, span);
      const served = { tracer, endpoint, services, begun };
      const answer = await work(request, () => tracedAnswer(served, raw));
      if (answer.stream !== undefined) letGo(request);
      return send(reply, answer);
    },
  });
};
