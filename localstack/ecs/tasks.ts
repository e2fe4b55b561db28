// ECS services as processes, behind the target groups of the load balancers.

import type { Lifetime, Processes } from '../cloud/cloud.ts';
import type { ServiceDefinition, TaskDefinition } from './definition.ts';
import { asProcess, type LaunchTask } from './launch.ts';
import type { TaskHost } from './replica.ts';
import { keepServiceRunning, type RunningService } from './running-service.ts';

export interface TaskOptions {
  /** Most tasks of one service. @default one: on a laptop that is enough unless replacement is tested */
  readonly limit?: number | undefined;
  /** @default each task is a process of its bundle */
  readonly launch?: LaunchTask | undefined;
}

export interface Tasks {
  readonly definitions: Map<string, TaskDefinition>;
  start(definition: ServiceDefinition): void;
  /** New code for a service: new tasks take over before the old ones drain. Answers how those ended. */
  reload(name: string): Promise<readonly string[]>;
  list(): { name: string; directory: string; running: number }[];
}

export interface TaskNeeds extends TaskHost, Lifetime {
  readonly processes: Processes['processes'];
}

export function createTasks(
  host: TaskNeeds,
  { limit = 1, launch = asProcess }: TaskOptions = {},
): Tasks {
  const services = new Map<string, RunningService>();
  return {
    definitions: new Map(),
    start(definition) {
      const count = Math.min(definition.desiredCount, limit);
      if (count < 1) return;
      const service = keepServiceRunning(host, definition, count, launch);
      services.set(definition.name, service);
      host.onReady(`container ${definition.name}`, () => service.ready);
      host.onStop(`container ${definition.name}`, () => service.stop());
    },
    async reload(name) {
      const service = services.get(name);
      if (!service) throw new Error(`there is no container service ${name}`);
      return await service.reload();
    },
    list: () =>
      [...services.values()].map(({ definition }) => ({
        name: definition.name,
        directory: definition.task.container.directory,
        running: host.processes().filter(({ name }) => name === definition.name).length,
      })),
  };
}
