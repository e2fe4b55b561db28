// A load balancer with one ECS service behind it, made through the resource handlers, for tests.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeCloud, fakeCloud } from './fake-cloud.ts';

export interface ContainerStack extends FakeCloud {
  readonly url: string;
  readonly balancerArn: string;
  readonly directory: string;
  /** Replaces the program that the service's tasks run. */
  program(source: string): Promise<void>;
  start(more?: Record<string, unknown>, container?: Record<string, unknown>): Promise<void>;
}

/** Program of a task: answers `GET /health/ready` and lets `handle` do the rest. */
export function program(handle: string, more = ''): string {
  return `import { createServer } from 'node:http';
${more}
const server = createServer((request, response) => {
  if (request.url === '/health/ready') return response.end('ready');
  ${handle}
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;
}

export async function containerStack(
  options?: Parameters<typeof fakeCloud>[0],
): Promise<ContainerStack> {
  const fake = await fakeCloud(options);
  const directory = await mkdtemp(join(tmpdir(), 'tandem-container-'));
  fake.images.set('image', directory);
  const balance = (type: string, properties: Record<string, unknown>) =>
    fake.create(`AWS::ElasticLoadBalancingV2::${type}`, { properties });
  const contain = (type: string, properties: Record<string, unknown>) =>
    fake.create(`AWS::ECS::${type}`, { properties });
  const balancerArn = await balance('LoadBalancer', { Scheme: 'internal' });
  const listenerArn = await balance('Listener', {
    LoadBalancerArn: balancerArn,
    Port: 80,
    DefaultActions: [
      { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'none' } },
    ],
  });
  const groupArn = await balance('TargetGroup', {
    HealthCheckPath: '/health/ready',
    HealthCheckIntervalSeconds: 5,
  });
  await balance('ListenerRule', {
    ListenerArn: listenerArn,
    Priority: 10,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/v1/orders*'] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: groupArn }],
  });
  return {
    ...fake,
    url: fake.cloud.balancers.url(balancerArn) ?? '',
    balancerArn,
    directory,
    program: (source) => writeFile(join(directory, 'main.mjs'), source),
    async start(more = {}, container = {}) {
      const task = await contain('TaskDefinition', {
        Family: 'orders',
        TaskRoleArn: 'arn:aws:iam::000000000000:role/orders',
        ContainerDefinitions: [
          {
            Name: 'orders',
            Image: 'image',
            PortMappings: [{ ContainerPort: 8080 }],
            Environment: [{ Name: 'GREETING', Value: 'hello' }],
            ...container,
          },
        ],
      });
      await contain('Service', {
        ServiceName: 'orders',
        TaskDefinition: task,
        DesiredCount: 2,
        LoadBalancers: [{ ContainerName: 'orders', ContainerPort: 8080, TargetGroupArn: groupArn }],
        ...more,
      });
    },
    async stop() {
      await fake.stop();
      await rm(directory, { recursive: true });
    },
  };
}
