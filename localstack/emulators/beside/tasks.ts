// The containers as processes: each from its bundle, with the environment that the emulator's CloudFormation has resolved.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { exited, terminate } from '../../cloud/children.ts';
import { freePort } from '../../cloud/ports.ts';
import { type TargetGroup, targetOn } from '../../load-balancer/target-group.ts';
import type { Host } from '../host.ts';
import { fillIn, readEnvironment } from './containers.ts';
import { launch, type ProcessOptions, untilHealthy } from './task-process.ts';

export interface TaskOptions extends ProcessOptions {
  readonly group: TargetGroup | undefined;
}

const stopLimitMs = 5000;
const restartMs = 1000;
const commandsMs = 60_000;

/** Resolves when it is healthy; one that ends later is started again. */
export async function startTask(options: TaskOptions, host: Host): Promise<void> {
  const { container, aws } = options;
  const environment = readEnvironment(await aws.parameter(container.parameter));
  let stopping = false;
  let child: ReturnType<typeof launch> | undefined;
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
