// A small HTTP/1.1 client over kept-open sockets for the database process: a third of the CPU of node:http per call.
import { connect, type Socket } from 'node:net';

export interface UpstreamResponse {
  readonly status: number;
  readonly body: Buffer;
}

export interface Upstream {
  post(headers: string, body: Buffer): Promise<UpstreamResponse>;
  close(): void;
}

interface Connection {
  readonly socket: Socket;
  chunks: Buffer[];
  length: number;
  /** Bytes of head and body together, once the head was read. */
  expected: number;
  headLength: number;
  status: number;
  settle: ((error: Error | undefined) => void) | undefined;
}

const headEnd = Buffer.from('\r\n\r\n');
/** A rush opens many; afterwards those that nobody uses go. */
const idleLimitMs = 5_000;

function readHead(connection: Connection): void {
  const received = joined(connection);
  const end = received.indexOf(headEnd);
  if (end < 0) return;
  const head = received.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error('the database answers without a content-length');
  connection.status = Number(head.slice(9, 12));
  connection.headLength = end + headEnd.length;
  connection.expected = connection.headLength + Number(length);
}

function joined(connection: Connection): Buffer {
  const [first] = connection.chunks;
  if (connection.chunks.length === 1 && first) return first;
  const all = Buffer.concat(connection.chunks, connection.length);
  connection.chunks = [all];
  return all;
}

export function createUpstream(
  {
    host,
    port,
    path = '/',
  }: { readonly host: string; readonly port: number; readonly path?: string },
  idleMs = idleLimitMs,
): Upstream {
  const idle: Connection[] = [];
  const open = new Set<Connection>();
  const start = `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n`;

  function onData(connection: Connection, chunk: Buffer): void {
    connection.chunks.push(chunk);
    connection.length += chunk.length;
    try {
      if (connection.expected === 0) readHead(connection);
    } catch (error) {
      connection.socket.destroy(error as Error);
      return;
    }
    if (connection.expected > 0 && connection.length >= connection.expected) {
      connection.settle?.(undefined);
    }
  }

  /** Whether it was idle. */
  function take(connection: Connection): boolean {
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    return at >= 0;
  }

  function dial(): Connection {
    const socket = connect({ host, port, noDelay: true });
    const connection: Connection = {
      socket,
      chunks: [],
      length: 0,
      expected: 0,
      headLength: 0,
      status: 0,
      settle: undefined,
    };
    open.add(connection);
    socket.setTimeout(idleMs, () => {
      if (take(connection)) socket.destroy();
    });
    socket.on('data', (chunk) => onData(connection, chunk));
    socket.on('error', (error) => connection.settle?.(error));
    socket.on('close', () => {
      open.delete(connection);
      take(connection);
      connection.settle?.(new Error('the database closed the connection'));
    });
    return connection;
  }

  function post(headers: string, body: Buffer): Promise<UpstreamResponse> {
    const connection = idle.pop() ?? dial();
    return new Promise((resolve, reject) => {
      connection.settle = (error) => {
        connection.settle = undefined;
        if (error) {
          reject(error);
          return;
        }
        const answer = joined(connection).subarray(connection.headLength, connection.expected);
        const status = connection.status;
        connection.chunks = [];
        connection.length = 0;
        connection.expected = 0;
        idle.push(connection);
        resolve({ status, body: answer });
      };
      const { socket } = connection;
      socket.cork();
      socket.write(`${start}${headers}content-length: ${body.length}\r\n\r\n`, 'latin1');
      socket.write(body);
      socket.uncork();
    });
  }

  return {
    post,
    close() {
      for (const connection of open) connection.socket.destroy();
    },
  };
}
