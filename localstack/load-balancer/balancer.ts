// Application load balancers: listener rules pick a target group, its healthy targets get the requests in turn.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Lifetime, Log } from '../cloud/cloud.ts';
import { isHopByHop, last, pairs } from '../cloud/protocol/http-headers.ts';
import type { Forwarded, ForwardRequest } from './forward.ts';
import { type Action, type ListenerRule, matches } from './rules.ts';
import type { TargetGroup } from './target-group.ts';

export interface LoadBalancer {
  readonly arn: string;
  readonly dnsName: string;
  /** Sorted by priority. */
  readonly rules: ListenerRule[];
  defaultAction: Action | undefined;
  dispatch(request: ForwardRequest): Promise<Forwarded>;
}

/** Puts requests to the targets of a group. */
export type Forward = (group: TargetGroup, request: ForwardRequest) => Promise<Forwarded>;

interface Needs {
  readonly arn: string;
  readonly forward: Forward;
  readonly log: Log;
  readonly onStop: Lifetime['onStop'];
}

export async function startLoadBalancer(needs: Needs): Promise<LoadBalancer> {
  const { arn, forward, log, onStop } = needs;
  const rules: ListenerRule[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const balancer: LoadBalancer = {
    arn,
    dnsName: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    rules,
    defaultAction: undefined,
    dispatch: (request) => act(forward, actionFor(balancer, request), request),
  };
  server.on('request', (request, response) => {
    serve(balancer, request, response).catch((error: unknown) => {
      if (!response.destroyed) log.line('balancer', `${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  onStop('balancer', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return balancer;
}

function actionFor(balancer: LoadBalancer, request: ForwardRequest): Action | undefined {
  const routable = {
    method: request.method,
    path: request.path,
    header: (name: string) => last(request.headers, name),
  };
  return balancer.rules.find((rule) => matches(rule, routable))?.action ?? balancer.defaultAction;
}

async function act(
  forward: Forward,
  action: Action | undefined,
  request: ForwardRequest,
): Promise<Forwarded> {
  if (action?.type === 'forward') {
    const group = action.groups[Math.floor(Math.random() * action.groups.length)];
    if (group) return await forward(group, request);
  }
  if (action?.type !== 'fixed-response') {
    return { status: 503, headers: [['Content-Type', 'text/plain']], body: 'no listener' };
  }
  const { status, contentType, body } = action;
  return { status, headers: [['Content-Type', contentType]], body };
}

const clientGone = new Error('the client has gone');

async function serve(
  balancer: LoadBalancer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(clientGone);
  });
  const answer = await balancer.dispatch({
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: [
      ...pairs(request.rawHeaders).filter(
        ([name]) => !/^x-forwarded-(for|port|proto)$/i.test(name),
      ),
      ['X-Forwarded-For', chainOf(request)],
      ['X-Forwarded-Port', '80'],
      ['X-Forwarded-Proto', 'http'],
    ],
    body: carriesBody(request) ? request : undefined,
    signal: gone.signal,
  });
  const headers = answer.headers.filter(([name]) => !isHopByHop(name));
  response.writeHead(answer.status, headers.flat());
  if (typeof answer.body === 'string') response.end(answer.body);
  else await pipeline(answer.body, response);
}

/** The address it sees after those that the client names. */
function chainOf({ headers, socket }: IncomingMessage): string {
  const named = [headers['x-forwarded-for'] ?? []].flat();
  return [...named, socket.remoteAddress ?? '127.0.0.1'].join(', ');
}

function carriesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
