// The containers as processes: each from its bundle, with the environment that the emulator's CloudFormation has resolved.

import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StepError } from '../cli/prepare.ts';
import { eachLine, exited, spawnChild, terminate } from '../cloud/children.ts';
import { freePort } from '../cloud/ports.ts';
import { type TargetGroup, targetOn } from '../load-balancer/target-group.ts';
import { type Aws, environmentFor } from './aws.ts';
import { type ContainerService, fillIn, readEnvironment } from './containers.ts';
import type { Host } from './host.ts';

export interface TaskOptions {
  /** The prepared assembly. */
  readonly directory: string;
  readonly container: ContainerService;
  readonly group: TargetGroup | undefined;
  readonly aws: Aws;
}

const healthyLimitMs = 60_000;
const stopLimitMs = 5000;
const probeMs = 50;
const restartMs = 1000;
const commandsMs = 60_000;

/** Resolves when it is healthy; one that ends later is started again. */
export async function startTask(options: TaskOptions, host: Host): Promise<void> {
  const { container, aws } = options;
  const environment = readEnvironment(await aws.parameter(container.parameter));
  let stopping = false;
  let child: ReturnType<typeof spawnChild> | undefined;
  host.onStop(container.service, async () => {
    stopping = true;
    if (child) await terminate(child, stopLimitMs);
  });

  async function run(): Promise<void> {
    const port = await freePort();
    const started = launch(
      options,
      { ...environment, PORT: String(port), LISTEN_HOST: '127.0.0.1' },
      port,
      host,
    );
    child = started;
    const target = targetOn(port);
    void exited(started).then(async () => {
      host.untrack(started.pid);
      options.group?.remove(target);
      if (stopping) return;
      host.log.line(container.service, `ended (exit code ${started.exitCode}), restart`);
      await sleep(restartMs);
      await run().catch((error: unknown) => host.log.line(container.service, String(error)));
    });
    await untilHealthy(container.service, port, started);
    options.group?.add(target);
  }

  await run();
  sendCommands(options, environment.QUEUE_URL ?? '', host);
}

/** Every minute, as the schedules would that were left out for it. */
function sendCommands({ container, aws }: TaskOptions, queueUrl: string, host: Host): void {
  const sendAll = async () => {
    for (const command of container.commands) {
      await aws.send(queueUrl, fillIn(command, randomUUID(), new Date().toISOString()));
    }
  };
  const timer = setInterval(() => {
    sendAll().catch((error: unknown) => host.log.line(container.service, String(error)));
  }, commandsMs);
  host.onStop(`commands of ${container.service}`, async () => clearInterval(timer));
}

function launch(
  { directory, container, aws }: TaskOptions,
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

async function untilHealthy(
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
