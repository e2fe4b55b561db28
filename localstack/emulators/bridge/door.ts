// A door for containers: listens on the bridge, and hands on to one port of the loopback.

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusalOf } from '../../cloud/protocol/visitors.ts';
import type { Bridge } from './bridge.ts';

export interface Door {
  /** As containers reach it, without a path. */
  readonly origin: string;
  close(): void;
}

/** No page of a browser, and nobody who calls this machine by another name, comes in; any port of the bridge unless one is named. */
export async function openDoor({ address, name }: Bridge, port: number, onPort = 0): Promise<Door> {
  const server = createServer((incoming, response) => {
    const refusal = refusalOf(incoming, [name]);
    if (refusal === undefined) return handOn(incoming, response, port);
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: refusal }));
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(onPort, address, resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    origin: `http://${name}:${own}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function handOn(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const onward = request(
    {
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers: { ...headers, host: `127.0.0.1:${port}` },
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
