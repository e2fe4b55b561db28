// Reads request bodies up to the limit of API Gateway.

import type { IncomingMessage } from 'node:http';
import { GatewayFault } from './answer.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const maxBodyBytes = 10 * 1024 * 1024;

export function declaredLength(incoming: IncomingMessage): number | undefined {
  const declared = incoming.headers['content-length'];
  return declared === undefined ? undefined : Number(declared);
}

export function refuseTooLong(incoming: IncomingMessage): void {
  if ((declaredLength(incoming) ?? 0) > maxBodyBytes) throw new GatewayFault('REQUEST_TOO_LARGE');
}

export function hasBody(incoming: IncomingMessage): boolean {
  return incoming.headers['transfer-encoding'] !== undefined || (declaredLength(incoming) ?? 0) > 0;
}

export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  refuseTooLong(incoming);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else reject(new GatewayFault('REQUEST_TOO_LARGE'));
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}
