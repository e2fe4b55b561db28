// The path of every request: request id, token, media type, body, rules, idempotency key, handler, problem or reply, one log line.
import type { RouteContract } from '../../events/http/route.ts';
import { corsHeaders, deprecationHeaders, securityHeaders, varyOf } from './answer-headers.ts';
import { admitCaller } from './caller.ts';
import { findReplay, idempotencyOf, replayAfter } from './idempotency.ts';
import { bodyOf, paramsOf, queryOf } from './input.ts';
import { aboutParams, problemReply, toAppError } from './problem.ts';
import {
  type Answered,
  combinedHeader,
  type EndpointOptions,
  type Handle,
  lineIdsOf,
  type RawRequest,
  type Reply,
  type Request,
  requestIdOf,
  traceparentOf,
} from './request.ts';
import type { HttpServices } from './services.ts';

export const encodeReply = ({ status, headers = {}, body, bytes, stream }: Reply): Answered => {
  if (bytes !== undefined) {
    return { status, headers, body: bytes.toString('base64'), isBase64Encoded: true };
  }
  if (stream !== undefined) {
    const streaming = { 'content-type': 'text/event-stream', ...headers };
    return { status, headers: streaming, body: '', stream };
  }
  if (body === undefined) return { status, headers, body: '' };
  if (typeof body === 'string') return { status, headers, body };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
};

/** What came, checked in this order: who calls, path, query, body, key. */
const requestOf = async <C extends RouteContract>(
  contract: C,
  raw: RawRequest,
  { requestId, services }: { readonly requestId: string; readonly services: HttpServices },
): Promise<Request<C>> => {
  const identity = await admitCaller(contract.auth, raw, services);
  const params = paramsOf(contract, raw);
  const query = queryOf(contract, raw);
  const body = bodyOf(contract, raw);
  const idempotency = idempotencyOf(contract, raw, { subject: identity?.subject, body });
  const traceparent = traceparentOf(raw);
  return {
    params,
    query,
    body,
    rawBody: raw.body,
    header: (name: string) => combinedHeader(raw, name),
    identity,
    idempotency,
    requestId,
    causation: {
      correlationId: requestId,
      causationId: requestId,
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    sourceIp: raw.sourceIp,
    gone: raw.gone,
    arrivedAt: raw.arrivedAt,
    log: services.log,
  } as Request<C>;
};

/** What the handler answers, or what it has answered to this very request before. */
const handled = async <C extends RouteContract>(
  request: Request<C>,
  handle: Handle<C>,
  { services, recorded }: { readonly services: HttpServices; readonly recorded: boolean },
): Promise<Answered> => {
  const idempotency = recorded ? request.idempotency : undefined;
  const replay = idempotency && (await findReplay(services, idempotency));
  if (replay !== undefined) return replay;
  try {
    return encodeReply(await handle(request));
  } catch (error) {
    return await replayAfter(error, services, idempotency);
  }
};

/** Of one invocation: our own faults are logged as they are, and never shown. */
const refusedBy = (thrown: unknown, { log }: Pick<HttpServices, 'log'>) => {
  const error = toAppError(thrown);
  if (error.status >= 500) log.error({ error: error.options.cause ?? error }, error.message);
  return error;
};

export const answering =
  <C extends RouteContract>(
    contract: C,
    handle: Handle<C>,
    { refusal = problemReply, repeats = 'record' }: EndpointOptions,
  ): ((raw: RawRequest, given: HttpServices) => Promise<Answered>) =>
  async (raw, given) => {
    const started = given.clock.now();
    const requestId = requestIdOf(raw);
    const log = given.log.child(lineIdsOf(raw, requestId));
    const services = { ...given, log };
    let reply: Answered;
    let reason: string | undefined;
    try {
      const arrived = { ...raw, arrivedAt: raw.arrivedAt ?? started };
      const request = await requestOf(contract, arrived, { requestId, services });
      reply = await handled(request, handle, { services, recorded: repeats === 'record' });
    } catch (thrown) {
      const error = refusedBy(thrown, services);
      reason = error.options.reason;
      reply = refusal(aboutParams(error, raw), requestId);
    }
    const { status, headers } = reply;
    const durationMs = given.clock.now() - started;
    const because = reason === undefined ? {} : { reason };
    const cors = corsHeaders(raw, given.corsOrigins);
    const line = { method: raw.method, route: contract.path, status, ...because, durationMs };
    log.info(line, contract.id);
    return {
      ...reply,
      headers: {
        ...securityHeaders,
        ...cors,
        ...deprecationHeaders(contract, raw.params),
        ...headers,
        ...varyOf(cors.vary, headers?.vary),
        'x-request-id': requestId,
      },
    };
  };
