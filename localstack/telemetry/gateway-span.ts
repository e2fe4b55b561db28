// The gateway's own span of a request, from its first byte to the answer.
import type { Exchange } from '../gateway/exchange.ts';
import type { Served } from '../gateway/serve.ts';
import type { Span } from './span.ts';

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
