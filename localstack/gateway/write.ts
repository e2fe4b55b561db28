// Writes an answer to its connection.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { bodyAway } from '../cloud/lingering-close.ts';
import type { Answer } from './model.ts';

// Written at once with its head; a longer body goes through as it comes.
const bufferedBytes = 65_536;

export async function write(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const body = await bodyOf(request, answer);
  const length = body instanceof Readable ? answer.length : Buffer.byteLength(body);
  const bodiless = answer.status === 204 || answer.status === 304;
  const size = request.method === 'HEAD' ? (answer.length ?? length) : length;
  response.writeHead(answer.status, [
    ...answer.headers.flat(),
    ...(bodiless || size === undefined ? [] : ['Content-Length', String(size)]),
    // The rest of an unread body would be taken for the next request.
    ...(request.complete ? [] : ['Connection', 'close']),
  ]);
  if (body instanceof Readable) {
    await pipeline(body, response);
    return;
  }
  if (!request.complete && request.headers.expect === undefined) {
    // Whole with its head, so that the client has it while it still sends.
    response.write(body);
    await bodyAway(request);
    response.end();
    return;
  }
  response.end(bodiless ? undefined : body);
}

async function bodyOf(request: IncomingMessage, { body, length }: Answer): Promise<Answer['body']> {
  if (!(body instanceof Readable)) return body;
  const small = request.method === 'HEAD' || (length !== undefined && length <= bufferedBytes);
  return small ? await buffer(body) : body;
}
