// What a lenient parser takes or drops without a word, and we refuse as a problem.
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import { problemReply } from '../problem.ts';
import { sayLast } from './lingering-close.ts';

const mostHeaders = 100;

/** Node takes all of these: https://datatracker.ietf.org/doc/html/rfc9112#section-3.2 */
export const requestFault = ({ raw, url }: FastifyRequest): AppError | undefined => {
  const { rawHeaders, method, httpVersion } = raw;
  if (httpVersion === '0.9') {
    return new AppError('malformed-request', { detail: 'A version of HTTP is wanted.' });
  }
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  if (method === 'TRACE') {
    const allow = 'GET, POST, PUT, PATCH, DELETE';
    return new AppError('method-not-allowed', { headers: { allow } });
  }
  if (names.length > mostHeaders) return new AppError('headers-too-large');
  if (!url.startsWith('/')) {
    return new AppError('malformed-request', { detail: 'The target must be a path.' });
  }
  const hosts = names.filter((name) => name.toLowerCase() === 'host');
  if (hosts.length !== 1)
    return new AppError('malformed-request', { detail: 'One Host is wanted.' });
  return undefined;
};

const answers: Readonly<Record<string, ConstructorParameters<typeof AppError>[0]>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** What is no HTTP at all is told so in the same shape, and the connection ends. */
export const refuseConnection = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal = new AppError(answers[error.code ?? ''] ?? 'malformed-request');
  const { status, headers = {}, body } = problemReply(refusal, crypto.randomUUID());
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  sayLast(socket, `HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`);
};
