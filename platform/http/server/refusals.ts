// What Fastify refuses by itself, told as a problem like every other refusal.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StoredReply } from '../../data/records.ts';
import { AppError, isAppError } from '../../kernel/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import { securityHeaders } from '../answer-headers.ts';
import type { Answered } from '../endpoint.ts';
import { problemReply } from '../problem.ts';
import { bodyAway } from './lingering-close.ts';

/** Fastify adds a charset to a JSON text that it serialises, which neither JSON nor a problem has: https://www.rfc-editor.org/rfc/rfc9457#section-6.1 */
const asItIs = (body: unknown): string => body as string;

export const send = (reply: FastifyReply, { status, headers = {}, body, stream }: Answered) => {
  // Whoever has gone meanwhile closes nothing any more, and of HEAD nobody reads a body.
  if (reply.raw.destroyed || reply.request.method === 'HEAD') stream?.destroy();
  // Text and not bytes: Node then writes head and body as one.
  return reply
    .code(status)
    .headers(headers)
    .serializer(asItIs)
    .send(stream ?? (body === '' ? undefined : body));
};

const clientErrors: Readonly<Record<string, ConstructorParameters<typeof AppError>[0]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_BAD_URL: 'not-found',
};

const refuse = (request: FastifyRequest, error: AppError): StoredReply => {
  const reply = problemReply(error, request.id);
  const headers = { ...securityHeaders, ...reply.headers, 'x-request-id': request.id };
  return { ...reply, headers };
};

export const refuseAsProblems = (server: FastifyInstance, log: Log): void => {
  server.setNotFoundHandler((request, reply) =>
    send(reply, refuse(request, new AppError('not-found'))),
  );
  const asRefusal = (error: { code?: string }): AppError => {
    if (isAppError(error)) return error;
    const code = clientErrors[error.code ?? ''];
    if (code === undefined) log.error({ error }, 'request failed');
    return new AppError(code ?? 'internal', { cause: error });
  };
  server.setErrorHandler(async (error: { code?: string }, request, reply) => {
    // Whoever is cut off while it sends does not read the answer.
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await bodyAway(request.raw);
    return send(reply, refuse(request, asRefusal(error)));
  });
};
