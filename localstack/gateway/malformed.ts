// What is no HTTP, or comes too slowly: refused on the socket, as a problem.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { sayLast } from '../cloud/lingering-close.ts';
import { RefusedRequest, refusal } from './refusal.ts';

const parserErrors: Record<string, RefusedRequest> = {
  HPE_HEADER_OVERFLOW: new RefusedRequest('headers-too-large', 'The header block is too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new RefusedRequest(
    'request-timeout',
    'The request did not arrive in time.',
  ),
};

const noHttp = new RefusedRequest('malformed-request', 'The request is not well-formed HTTP.');

export function refuse(error: NodeJS.ErrnoException | undefined, socket: Duplex): void {
  if (error?.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, headers, body } = refusal(parserErrors[error?.code ?? ''] ?? noHttp);
  const lines = [...headers, ['Content-Length', String(Buffer.byteLength(body as string))]];
  const head = lines.map((pair) => pair.join(': ')).join('\r\n');
  sayLast(socket, `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n\r\n${body as string}`);
}
