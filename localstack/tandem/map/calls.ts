// Who calls what by itself: schedules their targets, parts what their environment names.
import type { Tasks } from '../../ecs/tasks.ts';
import type { FunctionService } from '../../lambda/lambda.ts';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import { type Bare, lastPart, withoutAlias } from './edge.ts';
import type { MapNode } from './nodes.ts';

export interface CallSources {
  readonly functions: Pick<FunctionService, 'config' | 'list'>;
  readonly tasks: Pick<Tasks, 'definitions'>;
}

export const schedulesOf = (
  scheduler: Pick<Scheduler, 'list'>,
  nodes: readonly MapNode[],
): Bare[] =>
  scheduler.list().flatMap(({ config: { name, targetArn } }): Bare[] => {
    const target = targetArn.includes(':function:') ? withoutAlias(targetArn) : lastPart(targetArn);
    const to = nodes.find((node) => node.name === target && node.kind !== 'schedule');
    return to ? [{ from: `schedule:${name}`, to: to.id, kind: 'schedule', types: [] }] : [];
  });

/** A part calls what its environment names; a container takes messages out of the queue that it calls its own. */
export function callsOf(
  { functions: code, tasks }: CallSources,
  nodes: readonly MapNode[],
): Bare[] {
  const containers = [...tasks.definitions.values()].map(({ container }) => ({
    id: `container:${container.name}`,
    environment: container.environment,
  }));
  const functions = code.list().map(({ name }) => ({
    id: `function:${name}`,
    environment: code.config(name).environment,
  }));
  const targets = nodes.filter(
    ({ kind }) => kind === 'queue' || kind === 'topic' || kind === 'table',
  );
  const ids = new Set(nodes.map(({ id }) => id));
  return [...containers, ...functions]
    .filter(({ id }) => ids.has(id))
    .flatMap(({ id, environment }) =>
      targets.flatMap(({ id: target, name, kind }): Bare[] => {
        const isName = new RegExp(`(?<![\\w-])${name}(?![\\w-])`);
        const variable = Object.entries(environment).find(([, value]) => isName.test(value))?.[0];
        if (variable === undefined) return [];
        const consumes =
          kind === 'queue' && variable === 'QUEUE_URL' && id.startsWith('container:');
        return consumes
          ? [{ from: target, to: id, kind: 'message', types: [] }]
          : [{ from: id, to: target, kind: 'call', types: [] }];
      }),
    );
}
