// The gateway's own span of a request, from its first byte to the answer.

import type { Span } from '../telemetry/span.ts';
import type { Exchange } from './exchange.ts';
import type { Served } from './serve.ts';

/** What has answered, as the map names it. */
export function partOf({ method, servedBy }: Exchange): string {
  const { type, uri } = method?.integration ?? {};
  if (type === 'AWS_PROXY') {
    return `function:${/:function:([^:/]+)/.exec(uri ?? '')?.[1] ?? 'unknown'}`;
  }
  return servedBy === undefined ? 'gateway:api' : `container:${servedBy}`;
}

export function spanOf(
  { answer, refusal }: Served,
  { request, match, integrationMs }: Exchange,
): Span {
  const { traceId, spanId, parentId } = request.trace;
  return {
    traceId,
    spanId,
    parentId,
    name: `${request.method} ${match?.resourcePath ?? '-'}`,
    kind: 'server',
    service: 'gateway',
    startMs: request.startedAt,
    durationMs: Date.now() - request.startedAt,
    failed: answer.status >= 500,
    attributes: {
      'http.response.status_code': answer.status,
      'url.path': request.rawPath,
      requestId: request.id,
      ...(refusal !== undefined && { refusal }),
      ...(integrationMs !== undefined && { integrationMs }),
    },
    links: [],
  };
}
