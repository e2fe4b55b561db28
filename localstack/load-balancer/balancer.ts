// Application load balancers: listener rules pick a target group, its healthy targets get the requests in turn.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Balancer, Cloud } from '../cloud/cloud.ts';
import type { Fault } from '../cloud/faults.ts';
import { isHopByHop, last, pairs } from '../cloud/protocol/http-headers.ts';
import { forwardWithFault } from './faults.ts';
import { type Forwarded, type ForwardRequest, forward } from './forward.ts';
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

export interface Balancers {
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly groups: Map<string, TargetGroup>;
  /** Load balancer of each listener, by the listener's ARN. */
  readonly listeners: Map<string, LoadBalancer>;
  /** The fault that the next request to a service meets, if any. */
  nextFault: ((service: string) => Fault | undefined) | undefined;
}

const registries = new WeakMap<Cloud, Balancers>();

export function balancersOf(cloud: Cloud): Balancers {
  let registry = registries.get(cloud);
  if (!registry) {
    registry = {
      loadBalancers: new Map(),
      groups: new Map(),
      listeners: new Map(),
      nextFault: undefined,
    };
    registries.set(cloud, registry);
  }
  return registry;
}

export function balancerOf(cloud: Cloud): Balancer {
  return {
    url(id) {
      const found = [...balancersOf(cloud).loadBalancers.values()].find(
        ({ arn, dnsName }) => arn === id || dnsName === id,
      );
      return found && `http://${found.dnsName}`;
    },
  };
}

export async function startLoadBalancer(cloud: Cloud, arn: string): Promise<LoadBalancer> {
  const rules: ListenerRule[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const balancer: LoadBalancer = {
    arn,
    dnsName: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    rules,
    defaultAction: undefined,
    dispatch: (request) => act(cloud, actionFor(balancer, request), request),
  };
  server.on('request', (request, response) => {
    serve(balancer, request, response).catch((error: unknown) => {
      if (!response.destroyed) cloud.log.line('balancer', `${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  cloud.onStop('balancer', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  balancersOf(cloud).loadBalancers.set(arn, balancer);
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
  cloud: Cloud,
  action: Action | undefined,
  request: ForwardRequest,
): Promise<Forwarded> {
  if (action?.type === 'forward') {
    const group = action.groups[Math.floor(Math.random() * action.groups.length)];
    if (group) return await forwardTo(cloud, group, request);
  }
  if (action?.type !== 'fixed-response') {
    return { status: 503, headers: [['Content-Type', 'text/plain']], body: 'no listener' };
  }
  const { status, contentType, body } = action;
  return { status, headers: [['Content-Type', contentType]], body };
}

async function forwardTo(
  cloud: Cloud,
  group: TargetGroup,
  request: ForwardRequest,
): Promise<Forwarded> {
  const { service } = group;
  const fault = service && balancersOf(cloud).nextFault?.(service);
  if (!fault) return { ...(await forward(group, request)), service };
  const kill = () => {
    const task = cloud.processes().find(({ name }) => name === service);
    if (task) process.kill(task.pid, 'SIGKILL');
  };
  return await forwardWithFault(fault, request, () => forward(group, request), kill);
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
