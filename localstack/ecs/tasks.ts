// ECS services as processes, behind the target groups of the load balancers.

import type { Cloud } from '../cloud/cloud.ts';
import type { ServiceDefinition, TaskDefinition } from './definition.ts';
import { asProcess, type LaunchTask } from './launch.ts';
import { type RunningService, runService } from './service.ts';

export interface Tasks {
  /** Most tasks of one service; on a laptop one is enough unless replacement is tested. */
  limit: number;
  /** How tasks are started from now on. */
  launch: LaunchTask;
  readonly definitions: Map<string, TaskDefinition>;
  start(definition: ServiceDefinition): void;
  /** New code for a service: new tasks take over before the old ones drain. Answers how those ended. */
  reload(name: string): Promise<readonly string[]>;
  list(): { name: string; directory: string; running: number }[];
}

const registries = new WeakMap<Cloud, Tasks>();

export function tasksOf(cloud: Cloud): Tasks {
  let tasks = registries.get(cloud);
  if (!tasks) {
    tasks = createTasks(cloud);
    registries.set(cloud, tasks);
  }
  return tasks;
}

function createTasks(cloud: Cloud): Tasks {
  const services = new Map<string, RunningService>();
  const tasks: Tasks = {
    limit: 1,
    launch: asProcess,
    definitions: new Map(),
    start(definition) {
      const count = Math.min(definition.desiredCount, tasks.limit);
      if (count < 1) return;
      const service = runService(cloud, definition, count, tasks.launch);
      services.set(definition.name, service);
      cloud.onReady(`container ${definition.name}`, () => service.ready);
      cloud.onStop(`container ${definition.name}`, () => service.stop());
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
        running: cloud.processes().filter(({ name }) => name === definition.name).length,
      })),
  };
  return tasks;
}
