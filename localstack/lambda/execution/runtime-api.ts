// The Lambda Runtime API: one server, one path prefix for each execution environment.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface RuntimeClient {
  /** The environment asks for its next event; the answer is held until there is one. */
  next(reply: (headers: Record<string, string>, payload: string) => void): void;
  done(requestId: string, outcome: 'response' | 'error', payload: string, memoryKb: number): void;
  initError(payload: string): void;
}

export interface RuntimeApi {
  /** Value of AWS_LAMBDA_RUNTIME_API for this environment. */
  add(id: string, client: RuntimeClient): string;
  remove(id: string): void;
  stop(): Promise<void>;
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 });
  response.end();
}

const path = /^\/([^/]+)\/2018-06-01\/runtime\/(?:invocation\/)?([^/]+)(?:\/([^/]+))?$/;

async function handle(
  clients: ReadonlyMap<string, RuntimeClient>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, id = '', step = '', outcome = ''] = path.exec(request.url ?? '') ?? [];
  const client = clients.get(id);
  if (!client) {
    answer(response, 404);
    return;
  }
  const holdForNext = () =>
    client.next((headers, payload) => {
      response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(payload) });
      response.end(payload);
    });
  if (step === 'next') {
    holdForNext();
    return;
  }
  const payload = await readBody(request);
  if (step === 'init') {
    answer(response, 202);
    client.initError(payload);
    return;
  }
  // Our own client wants its next event as the answer; others ask for it.
  const wantsNext = request.headers['tandem-next'] !== undefined;
  if (!wantsNext) answer(response, 202);
  const memoryKb = Number(request.headers['tandem-memory-kb'] ?? 0);
  client.done(step, outcome === 'error' ? 'error' : 'response', payload, memoryKb);
  if (wantsNext) holdForNext();
}

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const clients = new Map<string, RuntimeClient>();
  const server = createServer((request, response) => {
    handle(clients, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    add(id, client) {
      clients.set(id, client);
      return `127.0.0.1:${port}/${id}`;
    },
    remove: (id) => void clients.delete(id),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
