// The parts of the system, by the assembly.
import type { MadeResource } from '../../cloud/cloud.ts';
import type { Tasks } from '../../ecs/tasks.ts';
import type { FunctionService } from '../../lambda/lambda.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import { queueDepths } from '../queues/depths.ts';

export interface MapNode {
  /** `<kind>:<name>` */
  readonly id: string;
  readonly kind: 'gateway' | 'function' | 'container' | 'queue' | 'topic' | 'table' | 'schedule';
  readonly name: string;
  readonly service: string | null;
  /** Messages that wait, of a queue. */
  readonly waiting?: number;
  readonly dead?: number;
}

export interface NodeSources {
  readonly resources: () => readonly MadeResource[];
  readonly functions: Pick<FunctionService, 'list'>;
  readonly tasks: Pick<Tasks, 'list'>;
  readonly messaging: Pick<Messaging, 'sqs'>;
  readonly scheduler: Pick<Scheduler, 'list'>;
}

const namesOf = (made: readonly MadeResource[], type: RegExp) =>
  made
    .filter((resource) => type.test(resource.type))
    .map(({ name }) => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1));

/** `tandem-dev-orders-inbox` and `tandem-dev-orders` are of `orders`. */
const serviceOf = (name: string, services: readonly string[]): string | null =>
  services.find((service) => `${name}-`.includes(`-${service}-`)) ?? null;

export function nodesOf(sources: NodeSources): MapNode[] {
  const made = sources.resources();
  const functions = sources.functions.list();
  const containers = sources.tasks.list();
  const services = [
    ...new Set([...functions.map((one) => one.service), ...containers.map((one) => one.name)]),
  ];
  const node = (kind: MapNode['kind'], name: string, more: Partial<MapNode> = {}): MapNode => ({
    id: `${kind}:${name}`,
    kind,
    name,
    service: serviceOf(name, services),
    ...more,
  });
  return [
    node('gateway', 'api'),
    ...functions.map(({ name, service }) => node('function', name, { service })),
    ...containers.map(({ name }) => node('container', name, { service: name })),
    ...queueDepths(sources.messaging).map(({ name, visible, deadLetter }) =>
      node('queue', name, { waiting: visible, dead: deadLetter?.visible ?? 0 }),
    ),
    ...namesOf(made, /^AWS::SNS::Topic$/).map((name) => node('topic', name)),
    ...namesOf(made, /^AWS::DynamoDB::/).map((name) => node('table', name)),
    ...sources.scheduler.list().map(({ config }) => node('schedule', config.name)),
  ];
}
