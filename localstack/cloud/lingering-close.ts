// The end of a connection whose other side may still be sending: what is said last arrives, and nothing stays open after it.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

// What has come and was not read when a socket is closed becomes a reset, which takes the answer with it:
// https://www.rfc-editor.org/rfc/rfc9112#section-9.6-8
const lingerMs = 2_000;
const lingerBytes = 16 * 1024 * 1024;

const draining = new WeakSet<Duplex>();

/** Says this and nothing more; the socket is gone soon after, whatever its other side does. */
export function sayLast(socket: Duplex, text: string): void {
  // The parser tells of every further piece.
  if (draining.has(socket)) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  draining.add(socket);
  socket.on('error', () => socket.destroy());
  socket.end(text);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

/** Resolves once the rest of the body has come and was thrown away, or enough time and bytes were given to it. */
export function bodyAway(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const done = () => {
      clearTimeout(timer);
      request.off('data', count);
      resolve();
    };
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > lingerBytes) done();
    };
    const timer = setTimeout(done, lingerMs);
    request.on('data', count);
    for (const end of ['end', 'close', 'error']) request.once(end, done);
  });
}
