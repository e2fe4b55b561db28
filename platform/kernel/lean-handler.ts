// HTTP for clients of the SDK: kept connections, one write a request, an answer within its time.
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';

export interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export interface SdkAnswer {
  readonly statusCode: number;
  readonly reason?: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export interface SdkOptions {
  readonly abortSignal?: AbortSignal;
  readonly requestTimeout?: number;
}

export interface LeanHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest, options?: SdkOptions): Promise<{ readonly response: SdkAnswer }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
}

export interface LeanHandlerOptions {
  /** Milliseconds to connect. */
  readonly connectionTimeout: number;
  /** Milliseconds until the whole answer is there. */
  readonly requestTimeout: number;
  readonly maxSockets: number;
}

/** The name by which the SDK knows that it may try again. */
const timedOut = (what: string, ms: number): Error =>
  Object.assign(new Error(`no ${what} within ${ms} ms`), { name: 'TimeoutError' });

/** As text it goes out with the headers in one write, as bytes in a write of several parts, which costs twice as much. */
const textOf = (body: string | Uint8Array = ''): string =>
  typeof body === 'string'
    ? body
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();

const connectWithin = (sent: ClientRequest, event: string, ms: number): void => {
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => sent.destroy(timedOut('connection', ms)), ms);
    const stop = () => clearTimeout(timer);
    socket.once(event, stop);
    sent.once('close', stop);
  });
};

const read = (answer: IncomingMessage): Promise<SdkAnswer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('error', reject);
    answer.once('end', () => {
      const { statusCode = 0, statusMessage, headers } = answer;
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      resolve({
        statusCode,
        reason: statusMessage,
        headers: headers as Record<string, string>,
        body,
      });
    });
  });

export const leanHandler = (options: LeanHandlerOptions): LeanHandler => {
  const { connectionTimeout, requestTimeout, maxSockets } = options;
  const plain = new Agent({ keepAlive: true, maxSockets });
  let tls: TlsAgent | undefined;

  const send = (to: SdkRequest, signal: AbortSignal | undefined): ClientRequest => {
    const { hostname: host, port, method, path, headers } = to;
    const parts = { host, port, method, path, headers, ...(signal && { signal }) };
    if (to.protocol !== 'https:') return request({ ...parts, agent: plain });
    tls ??= new TlsAgent({ keepAlive: true, maxSockets });
    return tlsRequest({ ...parts, agent: tls });
  };

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (to, { abortSignal, requestTimeout: ms = requestTimeout } = {}) => {
      const { promise, resolve, reject } = Promise.withResolvers<{ response: SdkAnswer }>();
      const sent = send(to, abortSignal);
      const timer = setTimeout(() => sent.destroy(timedOut('answer', ms)), ms);
      connectWithin(
        sent,
        to.protocol === 'https:' ? 'secureConnect' : 'connect',
        connectionTimeout,
      );
      sent.on('error', reject);
      sent.once('close', () => clearTimeout(timer));
      sent.once('response', (answer) => {
        read(answer).then((response) => resolve({ response }), reject);
      });
      sent.end(textOf(to.body));
      return promise;
    },
    destroy: () => {
      plain.destroy();
      tls?.destroy();
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
};
