// The public port: an HTTP server in front of the REST APIs of the assembly.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Endpoints, Lifetime } from '../cloud/cloud.ts';
import type { Site } from '../console/site.ts';
import { type AccessLogNeeds, logServed } from './access-log.ts';
import { refuse } from './malformed.ts';
import type { Answer } from './model.ts';
import type { Serve } from './serve.ts';
import { write } from './write.ts';

/** What stands between viewers and the API: CloudFront. */
export interface Edge {
  /** The target as the API gets it. */
  originTarget(target: string): string;
  /** The answer as whoever has asked for this target gets it. */
  toViewer(viewer: Viewer, answer: Answer): Promise<Answer>;
  /** What a bucket answers in the place of the API; undefined where the API does. */
  fromBucket(viewer: Viewer): Answer | undefined;
}

interface Viewer {
  readonly method: string;
  readonly target: string;
  readonly accepts: string;
  readonly knows: string | undefined;
}

export interface ServerNeeds extends AccessLogNeeds {
  readonly serve: Serve;
  readonly endpoints: Pick<Endpoints, 'api'>;
  readonly onStop: Lifetime['onStop'];
  readonly edge: Edge;
  /** Pages beside the API. */
  readonly site?: Site | undefined;
}

const settings = {
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
};

/** Listens on the API port; the resources of the assembly are already there. */
export async function startGateway(needs: ServerNeeds): Promise<void> {
  const { site, log } = needs;
  const server = createServer(settings);
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
    const target = request.url ?? '/';
    if (target.startsWith('/')) request.url = needs.edge.originTarget(target);
    handle(needs, { request, response, proceed, target }).catch((error: unknown) => {
      if (!response.destroyed) log.line('gateway', `${request.url}: ${String(error)}`);
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
  await listen(server, needs.endpoints.api);
  needs.onStop('gateway', () => {
    site?.close();
    return close(server);
  });
}

/** One object for all: making an error for every request would cost more than the gateway does. */
const clientGone = new Error('the client has gone');

function viewerOf({ method = 'GET', headers }: IncomingMessage, target: string): Viewer {
  const accepts = String(headers['accept-encoding'] ?? '');
  return { method, target, accepts, knows: headers['if-none-match'] };
}

interface Coming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly proceed: () => void;
  /** As it was sent. */
  readonly target: string;
}

async function handle(needs: ServerNeeds, coming: Coming): Promise<void> {
  const { request, response, proceed, target } = coming;
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(clientGone);
  });
  const viewer = viewerOf(request, target);
  const stored = needs.edge.fromBucket(viewer);
  const served = stored
    ? { answer: stored }
    : await needs.serve({ incoming: request, gone, proceed });
  if (response.destroyed) return;
  await write(request, response, await needs.edge.toViewer(viewer, served.answer));
  logServed(needs, served, String(response.getHeader('content-length') ?? '-'));
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
