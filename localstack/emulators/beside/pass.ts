// A request through the load balancer to a healthy target, and its answer back.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isHopByHop, pairs } from '../../cloud/protocol/http-headers.ts';
import { forward } from '../../load-balancer/forward.ts';
import type { TargetGroup } from '../../load-balancer/target-group.ts';

export async function pass(
  group: TargetGroup,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client has gone'));
  });
  const { headers } = request;
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
  const answer = await forward(group, {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: pairs(request.rawHeaders),
    body: hasBody ? request : undefined,
    signal: gone.signal,
  });
  const kept = answer.headers.filter(([name]) => !isHopByHop(name));
  response.writeHead(answer.status, kept.flat());
  if (typeof answer.body === 'string') response.end(answer.body);
  else await pipeline(answer.body, response);
}
