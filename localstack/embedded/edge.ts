// The AWS endpoint: one port for all services, told apart by the service in the signature's scope.

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Log } from '../cloud/cloud.ts';
import type { Faults } from '../cloud/faults.ts';
import { isDiskFull } from '../cloud/kept-files.ts';
import { bodyAway } from '../cloud/lingering-close.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type RawHandler,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { signatureOf } from '../cloud/protocol/signature.ts';
import { refusalOf } from '../cloud/protocol/visitors.ts';
import { errorFor } from './edge-errors.ts';
import { withFaults } from './edge-faults.ts';

export interface EdgeServices {
  /** By the service name in the credential scope. */
  readonly services: Readonly<Record<string, Service>>;
  readonly s3: RawHandler;
  /** `/_tandem/*`: the embedded cloud's own routes. */
  readonly admin: RawHandler;
  readonly faults: Faults;
  readonly log: Log;
}

export interface Edge {
  readonly port: number;
  /** Requests are answered once the services are there. */
  serve(services: EdgeServices): void;
  stop(): Promise<void>;
}

/** No operation takes more: a batch of items is the largest. */
const maxBodyBytes = 16 * 1024 * 1024;

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      reject(new AwsError('RequestEntityTooLargeException', 'At most 16 MiB.', 413));
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
      tooLarge();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      tooLarge();
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks));
    });
    request.on('error', reject);
  });
}

function actionOf(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : '';
}

/** In a header or, with the query protocol, in the body. */
function operationOf({ action, body }: AwsRequest): string {
  return action || (/(?:^|&)Action=(\w{1,64})/.exec(body.toString('latin1'))?.[1] ?? '');
}

function send(response: ServerResponse, answer: AwsResponse): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    'x-amzn-requestid': randomUUID(),
    ...answer.headers,
  });
  response.end(body);
}

function awsRequest(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  accessKeyId: string,
): AwsRequest {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  return {
    method: request.method ?? 'POST',
    path: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    headers: request.headers,
    body,
    accessKeyId,
    action: actionOf(request),
    onHangUp(listener) {
      response.once('close', listener);
      return () => void response.off('close', listener);
    },
  };
}

function asAwsError(error: unknown, log: Log, service: string): AwsError {
  if (error instanceof AwsError) {
    if (/AccessDenied|AuthorizationError/.test(error.code)) {
      log.line('iam', `AccessDenied: ${error.message}`);
    }
    return error;
  }
  if (isDiskFull(error)) {
    const message = 'no space is left for the data; make room, and it goes on';
    log.line('tandem', `${service}: ${message}`);
    return new AwsError('ServiceUnavailable', message, 503);
  }
  log.line('edge', `${service}: ${error instanceof Error ? error.stack : String(error)}`);
  return new AwsError('InternalFailure', String(error), 500);
}

async function callService(
  parts: EdgeServices,
  name: string,
  request: AwsRequest,
): Promise<AwsResponse> {
  const service = parts.services[name];
  parts.faults.note(`${name} ${operationOf(request)}`);
  try {
    if (service) return await withFaults(parts.faults, name, () => service(request));
    throw new AwsError('UnknownService', `${name} is not part of the embedded cloud`, 501);
  } catch (error) {
    return errorFor(name, request, asAwsError(error, parts.log, name));
  }
}

async function handle(
  parts: EdgeServices | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!parts) {
    response.writeHead(503, { 'retry-after': '1' }).end();
    return;
  }
  const strange = refusalOf(request);
  const isAdmin = (request.url ?? '/').startsWith('/_tandem');
  if (isAdmin && strange === undefined) {
    await parts.admin(request, response);
    return;
  }
  if (isAdmin) {
    send(response, {
      status: 403,
      contentType: 'application/json',
      body: JSON.stringify({ error: strange }),
    });
    return;
  }
  const { accessKeyId, service } = signatureOf(request);
  const refuse = (error: AwsError) => send(response, errorFor(service, request, error));
  if (strange !== undefined) {
    refuse(new AwsError('AccessDeniedException', strange, 403));
    return;
  }
  if (service === 's3') {
    await parts.s3(request, response);
    return;
  }
  if (service === '') {
    const message = 'Request is missing Authentication Token: sign it with any access key';
    refuse(new AwsError('MissingAuthenticationTokenException', message, 403));
    return;
  }
  let body: Buffer;
  try {
    body = await readBody(request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    await bodyAway(request);
    refuse(error);
    return;
  }
  send(
    response,
    await callService(parts, service, awsRequest(request, response, body, accessKeyId)),
  );
}

/** Listens at once, so that the port is known; answers 503 until `serve` is called. */
export async function startEdge(port: number): Promise<Edge> {
  let parts: EdgeServices | undefined;
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // A caller that hangs up is no news.
      if (!request.destroyed) parts?.log.line('edge', String(error));
      response.destroy();
    });
  });
  // SDK clients keep their connections; closing them first would make their next call fail.
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    port: actual,
    serve(services) {
      parts = services;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
