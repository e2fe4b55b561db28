// Reads request bodies up to the limit of API Gateway.

import type { IncomingMessage } from 'node:http';
import { GatewayFault } from './answer.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const maxBodyBytes = 10 * 1024 * 1024;

function refuseTooLong({ headers }: IncomingMessage): void {
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes) {
    throw new GatewayFault('REQUEST_TOO_LARGE');
  }
}

export function readBody(incoming: IncomingMessage, proceed: () => void): Promise<Buffer> {
  refuseTooLong(incoming);
  proceed();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(new GatewayFault('REQUEST_TOO_LARGE'));
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}
