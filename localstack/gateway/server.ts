// The public port: an HTTP server in front of the REST APIs of the assembly.

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Cloud } from '../cloud/cloud.ts';
import { bodyAway, sayLast } from '../cloud/lingering-close.ts';
import { originTarget } from '../cloudfront/distribution.ts';
import type { Site } from '../console/site.ts';
import type { Answer } from './answer.ts';
import { type Exchange, variablesOf } from './exchange.ts';
import { render } from './integrations/template.ts';
import { apisOf } from './model.ts';
import { RefusedRequest, refusal } from './refusal.ts';
import { gatewayOf, type Serve, type Served } from './serve.ts';
import { partOf, spanOf } from './span.ts';

/** Listens on the API port; the resources of the assembly are already there. `site` is beside them. */
export async function startGateway(cloud: Cloud, site?: Site): Promise<void> {
  const serve = gatewayOf(cloud);
  const registry = apisOf(cloud);
  const server = createServer({
    // Larger than what is accepted, so that 414 and 431 can be told apart.
    maxHeaderSize: 131_072,
    // With the interval of the check, a socket whose headers do not come is cut within 10 s.
    headersTimeout: 8_500,
    connectionsCheckingInterval: 1_000,
    // Head and body together.
    requestTimeout: 15_000,
    // Refused below, as a problem.
    requireHostHeader: false,
    keepAliveTimeout: 65_000,
  });
  const begin = (request: IncomingMessage, response: ServerResponse, proceed = () => {}) => {
    const { headers, httpVersion } = request;
    // Node takes a request line without a version for HTTP/0.9.
    if (httpVersion === '0.9' || (httpVersion === '1.1' && headers.host === undefined)) {
      refuse(undefined, request.socket);
      return;
    }
    if (site?.serves(request.url ?? '/')) {
      proceed();
      Promise.resolve(site.handle(request, response)).catch(() => response.destroy());
      return;
    }
    if (registry.site && request.url?.startsWith('/')) {
      request.url = originTarget(registry.site, request.url);
    }
    handle(cloud, { serve, request, response, proceed }).catch((error: unknown) => {
      if (!response.destroyed) cloud.log.line('gateway', `${request.url}: ${String(error)}`);
      response.destroy();
    });
  };
  server.on('request', (request, response) => begin(request, response));
  // Refused before it is sent, where that can be told: https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
  server.on('checkContinue', (request, response) => {
    begin(request, response, () => response.writeContinue());
  });
  // Node would answer without a body.
  server.on('checkExpectation', (request: IncomingMessage) => refuse(undefined, request.socket));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket));
  server.on('connect', (_request, socket) => refuse(undefined, socket));
  await listen(server, cloud.endpoints.api);
  cloud.onStop('gateway', () => {
    site?.close();
    return close(server);
  });
}

/** One object for all: making an error for every request would cost more than the gateway does. */
const clientGone = new Error('the client has gone');

interface Coming {
  readonly serve: Serve;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly proceed: () => void;
}

async function handle(cloud: Cloud, { serve, request, response, proceed }: Coming): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(clientGone);
  });
  const served = await serve({ incoming: request, gone, proceed });
  if (response.destroyed) return;
  await write(request, response, served.answer);
  if (!served.exchange) return;
  log(cloud, served, served.exchange, response);
  cloud.telemetry?.requested(
    served.exchange.request.trace.traceId,
    partOf(served.exchange),
    served.answer.status >= 500,
  );
  if (served.exchange.request.trace.isKept) cloud.telemetry?.ended(spanOf(served, served.exchange));
}

// Written at once with its head; a longer body goes through as it comes.
const bufferedBytes = 65_536;

async function write(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const body = await bodyOf(request, answer);
  const length = body instanceof Readable ? answer.length : Buffer.byteLength(body);
  const bodiless = answer.status === 204 || answer.status === 304;
  const size = request.method === 'HEAD' ? (answer.length ?? length) : length;
  response.writeHead(answer.status, [
    ...answer.headers.flat(),
    ...(bodiless || size === undefined ? [] : ['Content-Length', String(size)]),
    // The rest of an unread body would be taken for the next request.
    ...(request.complete ? [] : ['Connection', 'close']),
  ]);
  if (body instanceof Readable) {
    await pipeline(body, response);
    return;
  }
  if (!request.complete && request.headers.expect === undefined) {
    // Whole with its head, so that the client has it while it still sends.
    response.write(body);
    await bodyAway(request);
    response.end();
    return;
  }
  response.end(bodiless ? undefined : body);
}

async function bodyOf(request: IncomingMessage, { body, length }: Answer): Promise<Answer['body']> {
  if (!(body instanceof Readable)) return body;
  const small = request.method === 'HEAD' || (length !== undefined && length <= bufferedBytes);
  return small ? await buffer(body) : body;
}

function log(cloud: Cloud, served: Served, exchange: Exchange, response: ServerResponse): void {
  const { request, stage } = exchange;
  const { status } = served.answer;
  const latency = Date.now() - request.startedAt;
  if (stage.accessLogFormat === undefined) {
    const path = `/${stage.name}${request.rawPath}`;
    cloud.log.line('gateway', `${request.method} ${path} ${status} ${latency} ms`);
    return;
  }
  const variables = variablesOf(exchange, {
    'context.error.responseType': served.refusal ?? '-',
    'context.status': String(status),
    'context.responseLatency': String(latency),
    'context.responseLength': String(response.getHeader('content-length') ?? '-'),
  });
  const isJson = stage.accessLogFormat.startsWith('{');
  const value = (name: string) => variables(name) || '-';
  const escaped = (name: string) => JSON.stringify(value(name)).slice(1, -1);
  cloud.log.line('gateway', render(stage.accessLogFormat, isJson ? escaped : value));
}

const parserErrors: Record<string, RefusedRequest> = {
  HPE_HEADER_OVERFLOW: new RefusedRequest('headers-too-large', 'The header block is too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new RefusedRequest(
    'request-timeout',
    'The request did not arrive in time.',
  ),
};

const noHttp = new RefusedRequest('malformed-request', 'The request is not well-formed HTTP.');

function refuse(error: NodeJS.ErrnoException | undefined, socket: Duplex): void {
  if (error?.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, headers, body } = refusal(parserErrors[error?.code ?? ''] ?? noHttp);
  const lines = [...headers, ['Content-Length', String(Buffer.byteLength(body as string))]];
  const head = lines.map((pair) => pair.join(': ')).join('\r\n');
  sayLast(socket, `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n\r\n${body as string}`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Requests under way are answered; idle connections are closed. */
async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), 4000);
  await closed;
  clearTimeout(timer);
}
