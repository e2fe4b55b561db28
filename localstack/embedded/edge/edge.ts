// The AWS endpoint: one port for all services, told apart by the service in the signature's scope.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyAway } from '../../cloud/lingering-close.ts';
import { AwsError, type AwsResponse, type RawHandler } from '../../cloud/protocol/edge-protocol.ts';
import { signatureOf } from '../../cloud/protocol/signature.ts';
import { refusalOf } from '../../cloud/protocol/visitors.ts';
import { type CalledServices, callService } from './call.ts';
import { errorFor } from './errors.ts';
import { awsRequest, readBody } from './request.ts';

export interface EdgeServices extends CalledServices {
  readonly s3: RawHandler;
  /** `/_tandem/*`: the embedded cloud's own routes. */
  readonly admin: RawHandler;
}

export interface Edge {
  readonly port: number;
  /** Requests are answered once the services are there. */
  serve(services: EdgeServices): void;
  stop(): Promise<void>;
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
