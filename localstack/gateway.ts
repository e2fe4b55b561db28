// The public port: an HTTP server in front of the REST APIs of the assembly.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Cloud } from './cloud.ts';
import type { Answer } from './gateway/answer.ts';
import { type Exchange, variablesOf } from './gateway/exchange.ts';
import { RefusedRequest } from './gateway/request.ts';
import { gatewayOf, refusal, type Serve, type Served } from './gateway/serve.ts';
import { render } from './gateway/template.ts';

/** Listens on the API port; the resources of the assembly are already there. */
export async function startGateway(cloud: Cloud): Promise<void> {
  const serve = gatewayOf(cloud);
  const server = createServer({
    // Larger than what is accepted, so that 414 and 431 can be told apart.
    maxHeaderSize: 131_072,
    // With the interval of the check, a socket whose headers do not come is cut within 10 s.
    headersTimeout: 8_500,
    connectionsCheckingInterval: 1_000,
    requestTimeout: 60_000,
    // Refused below, as a problem.
    requireHostHeader: false,
    keepAliveTimeout: 65_000,
  });
  server.on('request', (request, response) => {
    const { headers, httpVersion } = request;
    // Node takes a request line without a version for HTTP/0.9.
    if (httpVersion === '0.9' || (httpVersion === '1.1' && headers.host === undefined)) {
      refuse(undefined, request.socket);
      return;
    }
    handle(cloud, serve, request, response).catch((error: unknown) => {
      if (!response.destroyed) cloud.log.line('gateway', `${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  // Node would answer without a body.
  server.on('checkExpectation', (request: IncomingMessage) => refuse(undefined, request.socket));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket));
  server.on('connect', (_request, socket) => refuse(undefined, socket));
  await listen(server, cloud.endpoints.api);
  cloud.onStop('gateway', () => close(server));
}

/** One object for all: making an error for every request would cost more than the gateway does. */
const clientGone = new Error('the client has gone');

async function handle(
  cloud: Cloud,
  serve: Serve,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(clientGone);
  });
  const served = await serve(request, gone);
  if (response.destroyed) return;
  await write(request, response, served.answer);
  if (served.exchange) log(cloud, served, served.exchange, response);
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
  if (body instanceof Readable) await pipeline(body, response);
  else response.end(bodiless ? undefined : body);
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

const parserErrors: Record<string, [number, string, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'headers-too-large', 'The header block is too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request-timeout', 'The request did not arrive in time.'],
};

function refuse(error: NodeJS.ErrnoException | undefined, socket: Duplex): void {
  if (error?.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = parserErrors[error?.code ?? ''] ?? [
    400,
    'malformed-request',
    'The request is not well-formed HTTP.',
  ];
  const { headers, body } = refusal(new RefusedRequest(status, code, detail));
  const lines = [...headers, ['Content-Length', String(Buffer.byteLength(body as string))]];
  const head = lines.map((pair) => pair.join(': ')).join('\r\n');
  socket.end(`HTTP/1.1 ${status} ${code}\r\n${head}\r\n\r\n${body as string}`);
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
