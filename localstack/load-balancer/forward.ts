// Sends a request to a healthy target; a refused connection tries the next one.

import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { type HeaderList, isHopByHop, pairs } from '../cloud/protocol/http-headers.ts';
import type { Target, TargetGroup } from './target-group.ts';

export interface ForwardRequest {
  readonly method: string;
  /** Path with query string. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Readable | Buffer | undefined;
  readonly signal: AbortSignal;
}

export interface Forwarded {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Readable;
  /** Who has answered, where a target has. */
  readonly service?: string | undefined;
}

// A restarted container is back within a second or two; longer would hide that it is down.
const waitForTargetMs = 2000;

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export async function forward(group: TargetGroup, request: ForwardRequest): Promise<Forwarded> {
  const tried = new Set<Target>();
  for (;;) {
    const target =
      group.next(tried) ?? (await group.wait(waitForTargetMs, { tried, signal: request.signal }));
    if (request.signal.aborted) throw request.signal.reason;
    if (!target) return unavailable(503, 'Service Temporarily Unavailable');
    try {
      const incoming = await send(target, request);
      return {
        status: incoming.statusCode ?? 502,
        headers: pairs(incoming.rawHeaders),
        body: incoming,
      };
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      if (!mayRetry(error, request)) return unavailable(502, 'Bad Gateway');
      tried.add(target);
    }
  }
}

function unavailable(status: number, title: string): Forwarded {
  return {
    status,
    headers: [['Content-Type', 'text/html']],
    body: `<html><head><title>${status} ${title}</title></head><body><h1>${status} ${title}</h1></body></html>`,
  };
}

class SendError extends Error {
  readonly connected: boolean;

  constructor(cause: unknown, connected: boolean) {
    super('the target did not answer', { cause });
    this.connected = connected;
  }
}

/** Nothing was sent, or the request may be sent twice and its body is still at hand. */
function mayRetry(error: unknown, request: ForwardRequest): boolean {
  if (!(error instanceof SendError)) return false;
  if (!error.connected) return true;
  return idempotent.has(request.method) && (!request.body || Buffer.isBuffer(request.body));
}

function send(target: Target, request: ForwardRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: target.port,
      agent: target.agent,
      method: request.method,
      path: request.path,
      headers: outgoingHeaders(request).flat(),
      signal: request.signal,
    });
    // Not before: what Node refuses to send was given to nobody.
    target.inFlight += 1;
    // After the answer has been read to its end, or the attempt has failed.
    outgoing.once('close', () => {
      target.inFlight -= 1;
    });
    outgoing.once('response', resolve);
    outgoing.once('error', (error) => reject(new SendError(error, connected)));
    outgoing.once('socket', (socket) => {
      const begin = () => {
        connected = true;
        sendBody(request.body, outgoing);
      };
      if (socket.connecting) socket.once('connect', begin);
      else begin();
    });
  });
}

function sendBody(body: ForwardRequest['body'], outgoing: ReturnType<typeof httpRequest>): void {
  if (!body || Buffer.isBuffer(body)) outgoing.end(body);
  else body.pipe(outgoing);
}

function outgoingHeaders({ headers, body }: ForwardRequest): HeaderList {
  const kept = headers.filter(
    ([name]) => !isHopByHop(name) && !(Buffer.isBuffer(body) && isLength(name)),
  );
  if (Buffer.isBuffer(body)) return [...kept, ['Content-Length', String(body.length)]];
  return body && !kept.some(([name]) => isLength(name))
    ? [...kept, ['Transfer-Encoding', 'chunked']]
    : kept;
}

function isLength(name: string): boolean {
  return name.toLowerCase() === 'content-length';
}
