// The system as a graph: its parts by the assembly, what flows between them by the templates and by `events/routes.ts`, with counts.

import { commands, facts, type MessageRoute } from '../../events/routes.ts';
import { tasksOf } from '../ecs/tasks.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { functionOf } from '../gateway/integrations/lambda-event.ts';
import { apisOf } from '../gateway/model.ts';
import { balancersOf } from '../load-balancer/balancer.ts';
import { queueDepths } from './queues.ts';
import type { Route } from './routing.ts';

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

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'request' | 'message' | 'stream' | 'schedule' | 'call';
  /** Types of the messages that go this way. */
  readonly types: readonly string[];
  /** Since the start. */
  readonly count: number;
  readonly errors: number;
}

type Bare = Omit<MapEdge, 'count' | 'errors'>;

const lastPart = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);
const withoutAlias = (arn: string) => /:function:([^:]+)/.exec(arn)?.[1] ?? lastPart(arn);

const namesOf = (cloud: AwsCloud, type: RegExp) =>
  cloud
    .resources()
    .filter((resource) => type.test(resource.type))
    .map(({ name }) => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1));

/** `tandem-dev-orders-inbox` and `tandem-dev-orders` are of `orders`. */
const serviceOf = (name: string, services: readonly string[]): string | null =>
  services.find((service) => `${name}-`.includes(`-${service}-`)) ?? null;

function nodesOf(cloud: AwsCloud): MapNode[] {
  const functions = cloud.functions.list();
  const containers = tasksOf(cloud).list();
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
    ...queueDepths(cloud.messaging).map(({ name, visible, deadLetter }) =>
      node('queue', name, { waiting: visible, dead: deadLetter?.visible ?? 0 }),
    ),
    ...namesOf(cloud, /^AWS::SNS::Topic$/).map((name) => node('topic', name)),
    ...namesOf(cloud, /^AWS::DynamoDB::/).map((name) => node('table', name)),
    ...cloud.scheduler.list().map(({ config }) => node('schedule', config.name)),
  ];
}

function requests(cloud: AwsCloud): Bare[] {
  const functions = [...apisOf(cloud).apis.values()].flatMap(({ resources, authorizers }) => [
    ...[...authorizers.values()].map(({ uri }) => uri),
    ...[...resources.values()]
      .flatMap(({ methods }) => [...methods.values()])
      .flatMap(({ integration: { type, uri } }) => (type === 'AWS_PROXY' ? [uri] : [])),
  ]);
  const containers = [...balancersOf(cloud).loadBalancers.values()]
    .flatMap(({ rules }) => rules)
    .flatMap(({ action }) => (action.type === 'forward' ? action.groups : []))
    .flatMap(({ service }) => service ?? []);
  const targets = new Set([
    ...functions.map((uri) => `function:${withoutAlias(functionOf(uri))}`),
    ...containers.map((service) => `container:${service}`),
  ]);
  return [...targets].map((to) => ({ from: 'gateway:api', to, kind: 'request', types: [] }));
}

const typesTo = (routes: readonly MessageRoute[], service: string | null) =>
  routes.filter(({ to }) => to.some((each) => each === service)).map(({ type }) => type);

function messages(cloud: AwsCloud, nodes: readonly MapNode[]): Bare[] {
  const ofService = (name: string) => nodes.find((node) => node.name === name)?.service ?? null;
  const sources = cloud.eventSources.map(({ sourceArn, functionArn }): Bare => {
    const to = `function:${withoutAlias(functionArn)}`;
    const table = /:table\/([^/]+)\/stream\//.exec(sourceArn)?.[1];
    if (table !== undefined) return { from: `table:${table}`, to, kind: 'stream', types: [] };
    const queue = lastPart(sourceArn);
    const types = typesTo([...facts, ...commands], ofService(queue));
    return { from: `queue:${queue}`, to, kind: 'message', types };
  });
  const subscriptions = [...cloud.messaging.sns.subscriptions.values()].map(
    (subscription): Bare => {
      const [topic, queue] = [lastPart(subscription.topicArn), lastPart(subscription.endpoint)];
      const types = facts
        .filter(
          ({ from, to }) =>
            from.some((each) => each === ofService(topic)) &&
            to.some((each) => each === ofService(queue)),
        )
        .map(({ type }) => type);
      return { from: `topic:${topic}`, to: `queue:${queue}`, kind: 'message', types };
    },
  );
  return [...sources, ...subscriptions];
}

const schedules = (cloud: AwsCloud, nodes: readonly MapNode[]): Bare[] =>
  cloud.scheduler.list().flatMap(({ config: { name, targetArn } }): Bare[] => {
    const target = targetArn.includes(':function:') ? withoutAlias(targetArn) : lastPart(targetArn);
    const to = nodes.find((node) => node.name === target && node.kind !== 'schedule');
    return to ? [{ from: `schedule:${name}`, to: to.id, kind: 'schedule', types: [] }] : [];
  });

/** A part calls what its environment names; a container takes messages out of the queue that it calls its own. */
function calls(cloud: AwsCloud, nodes: readonly MapNode[]): Bare[] {
  const containers = [...tasksOf(cloud).definitions.values()].map(({ container }) => ({
    id: `container:${container.name}`,
    environment: container.environment,
  }));
  const functions = cloud.functions.list().map(({ name }) => ({
    id: `function:${name}`,
    environment: cloud.functions.config(name).environment,
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

export function mapOf(cloud: AwsCloud) {
  const nodes = nodesOf(cloud);
  const traffic = new Map(cloud.traffic.list().map((edge) => [`${edge.from}>${edge.to}`, edge]));
  const bare = [
    ...requests(cloud),
    ...messages(cloud, nodes),
    ...schedules(cloud, nodes),
    ...calls(cloud, nodes),
  ];
  const unique = new Map(bare.map((edge) => [`${edge.from}>${edge.to}`, edge]));
  const edges = [...unique].map(([key, edge]): MapEdge => {
    const { count = 0, errors = 0 } = traffic.get(key) ?? {};
    return { ...edge, count, errors };
  });
  return { nodes, edges };
}

export const mapRoutes = (cloud: AwsCloud): Route[] => [
  ['GET', /^\/_tandem\/map$/, () => mapOf(cloud)],
];
