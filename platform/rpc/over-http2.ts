// HTTP/2 in the clear on the port of HTTP/1.1, for gRPC and its tools: https://www.rfc-editor.org/rfc/rfc9113#section-3.3
import type { Server } from 'node:http';
import {
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { UniversalHandler } from '@connectrpc/connect/protocol';
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import { refuseConnection } from '../http/server/lenient-parsing.ts';

/** The first bytes of a client that knows beforehand; no method of HTTP/1.1 begins so. */
const preface = Buffer.from('PRI');
/** As long as HTTP/1.1 waits for a head here. */
const silentMs = 8_000;
const idleMs = 65_000;

const settings = { maxConcurrentStreams: 100, maxHeaderListSize: 16 * 1024 };

const answerWith =
  (handlers: readonly UniversalHandler[]) =>
  async (request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> => {
    const path = request.url.split('?', 1)[0];
    const handler = handlers.find(({ requestPath }) => requestPath === path);
    if (handler === undefined) {
      response.writeHead(404).end();
      return;
    }
    request.setTimeout(silentMs * 2, () => request.stream.close());
    const asked = universalRequestFromNodeRequest(request, response, undefined, undefined);
    try {
      await universalResponseToNodeResponse(await handler(asked), response);
    } catch {
      // Nobody is there any more to be told.
      request.stream.close();
    }
  };

type TakeSocket = (socket: Socket) => void;

/** Looks at the first bytes of a connection, gives them back, and hands it to one of the two. */
const createSorting = (to: { readonly http1: TakeSocket; readonly http2: TakeSocket }) => {
  const undecided = new Set<Socket>();

  const handOver = (socket: Socket, seen: Buffer): void => {
    undecided.delete(socket);
    socket.unshift(seen);
    if (seen.subarray(0, preface.length).equals(preface)) to.http2(socket);
    else to.http1(socket);
  };

  const sort = (socket: Socket): void => {
    let seen = Buffer.alloc(0);
    undecided.add(socket);
    const leave = () => {
      clearTimeout(timer);
      socket.off('readable', look).off('end', end).off('error', end);
    };
    const end = () => {
      leave();
      undecided.delete(socket);
      socket.destroy();
    };
    const look = () => {
      const bytes: Buffer | null = socket.read();
      if (bytes === null) return;
      seen = Buffer.concat([seen, bytes]);
      if (seen.length < preface.length && preface.indexOf(seen) === 0) return;
      leave();
      handOver(socket, seen);
    };
    const timer = setTimeout(() => {
      leave();
      undecided.delete(socket);
      refuseConnection({ name: 'timeout', message: '', code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket);
    }, silentMs);
    socket.on('readable', look).on('end', end).on('error', end);
  };

  return { sort, undecided };
};

/** What is HTTP/2 goes to these handlers, all else to the server as before. To be called before the server listens. */
export const serveOverHttp2 = (
  server: Server,
  handlers: readonly UniversalHandler[],
): { readonly close: (graceMs: number) => void } => {
  const sessions = new Set<ServerHttp2Session>();
  const answer = answerWith(handlers);
  const http2 = createServer({ settings, maxSessionMemory: 4 }, (request, response) => {
    void answer(request, response);
  });
  http2.on('session', (session) => {
    sessions.add(session);
    session.setTimeout(idleMs, () => session.close());
    session.once('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  const http1 = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const { sort, undecided } = createSorting({
    http1: (socket) => http1.forEach((take) => void take.call(server, socket)),
    http2: (socket) => void http2.emit('connection', socket),
  });
  server.on('connection', sort);

  return {
    close: (graceMs) => {
      for (const socket of undecided) socket.destroy();
      for (const session of sessions) session.close();
      setTimeout(() => sessions.forEach((session) => void session.destroy()), graceMs).unref();
    },
  };
};
