// An AWS endpoint that says what a test has it say, and keeps what it was asked.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, all else as JSON. */
  readonly body?: object | string;
}

/** Hangs up where it is `hang-up`, and says nothing where it is `silence`. */
export type Say = (request: AwsRequest, nth: number) => AwsAnswer | 'hang-up' | 'silence';

export const startAwsServer = async () => {
  const state = { say: (() => ({})) as Say, asked: [] as AwsRequest[] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = { headers: request.headers, body: Buffer.concat(chunks).toString() };
    state.asked.push(asked);
    const said = state.say(asked, state.asked.length);
    if (said === 'silence') return;
    if (said === 'hang-up') {
      request.socket.destroy();
      return;
    }
    const { status = 200, headers, body = {} } = said;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const { port } = server.address() as AddressInfo;
  return {
    state,
    /** How many have been opened. */
    connections: () => connections,
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** An error of DynamoDB as it comes over the wire. */
export const refusal = (name: string, status = 400): AwsAnswer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name} on purpose` },
});
