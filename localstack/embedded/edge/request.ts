// A request as services read it: its body whole, and what the headers say of it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, type AwsRequest } from '../../cloud/protocol/edge-protocol.ts';

/** No operation takes more: a batch of items is the largest. */
const maxBodyBytes = 16 * 1024 * 1024;

export function readBody(request: IncomingMessage): Promise<Buffer> {
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

export function awsRequest(
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
