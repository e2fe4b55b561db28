// The internal load balancer beside an emulator, on a port of its own; it also shows the emulator's mails as `npm start` does.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { refusalOf } from '../../cloud/protocol/visitors.ts';
import { wildcard } from '../../cloud/wildcard.ts';
import { type TargetGroup, targetGroup } from '../../load-balancer/target-group.ts';
import type { Host } from '../host.ts';
import type { ContainerService } from './containers.ts';
import { pass } from './pass.ts';
import { type MailsBeside, sendPath } from './ses.ts';

export interface BalancerOptions {
  readonly port: number;
  readonly containers: readonly ContainerService[];
  /** Mails that were sent to an address, newest first. */
  readonly mails: (to: string) => Promise<unknown>;
  /** Where functions send them, if not to the emulator. */
  readonly ses: Pick<MailsBeside, 'send'> | undefined;
}

const healthCheck = {
  path: '/health/ready',
  intervalMs: 5000,
  timeoutMs: 2000,
  unhealthyThreshold: 2,
  matcher: '200',
};

/** Answers the target groups by service. */
export async function startBalancer(
  { port, containers, mails, ses }: BalancerOptions,
  host: Host,
): Promise<ReadonlyMap<string, TargetGroup>> {
  const groups = new Map(
    containers.map(({ service }) => [service, targetGroup(service, service, healthCheck)]),
  );
  const rules = containers.flatMap(({ service, paths }) =>
    paths.map((path) => ({ pattern: wildcard(path), group: groups.get(service) })),
  );

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://balancer');
    if (pathname === '/_tandem/mailbox') {
      const strange = refusalOf(request);
      if (strange !== undefined) {
        response.writeHead(403, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: strange }));
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(await mails(searchParams.get('to') ?? '')));
      return;
    }
    if (ses !== undefined && pathname === sendPath) {
      const { status, body } = await ses.send(request);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
      return;
    }
    const group = rules.find(({ pattern }) => pattern.test(pathname))?.group;
    if (group === undefined) {
      response.writeHead(404).end();
      return;
    }
    await pass(group, request, response);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.destroyed) host.log.line('balancer', `${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  host.onStop('balancer', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return groups;
}
