// The process of a container: launched from its bundle, and waited for until it is healthy.
import { devNull } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StepError } from '../../cli/prepare.ts';
import { eachLine, spawnChild } from '../../cloud/children.ts';
import { type Aws, environmentFor } from '../aws.ts';
import type { Host } from '../host.ts';
import type { ContainerService } from './containers.ts';

const healthyLimitMs = 60_000;
const probeMs = 50;

export interface ProcessOptions {
  /** The prepared assembly. */
  readonly directory: string;
  readonly container: ContainerService;
  readonly aws: Aws;
}

export function launch(
  { directory, container, aws }: ProcessOptions,
  environment: Record<string, string>,
  port: number,
  host: Host,
) {
  const { service } = container;
  const child = spawnChild(process.execPath, ['main.mjs'], {
    cwd: join(directory, container.directory),
    env: {
      PATH: process.env.PATH ?? '',
      ...environmentFor(aws),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  host.track({ name: service, kind: 'container', pid: child.pid, port });
  eachLine(child.stdout, (line) => host.log.line(service, line));
  eachLine(child.stderr, (line) => host.log.line(service, line));
  return child;
}

export async function untilHealthy(
  service: string,
  port: number,
  child: ReturnType<typeof spawnChild>,
): Promise<void> {
  const deadline = Date.now() + healthyLimitMs;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(probeMs);
  }
  throw new StepError('containers', `${service} does not become healthy`, 'see its log');
}
