// The system as a graph: its parts by the assembly, what flows between them by the templates and by `events/routes.ts`, with counts.
import type { Traffic } from '../../cloud/traffic.ts';
import type { Route } from '../routing.ts';
import { type CallSources, callsOf, schedulesOf } from './calls.ts';
import type { MapEdge } from './edge.ts';
import { type MessageSources, messagesOf } from './messages.ts';
import { type NodeSources, nodesOf } from './nodes.ts';
import { type RequestSources, requestsOf } from './requests.ts';

export interface MapSources {
  readonly resources: NodeSources['resources'];
  readonly functions: NodeSources['functions'] & CallSources['functions'];
  readonly tasks: NodeSources['tasks'] & CallSources['tasks'];
  readonly messaging: NodeSources['messaging'] & MessageSources['messaging'];
  readonly scheduler: NodeSources['scheduler'];
  readonly eventSources: MessageSources['eventSources'];
  readonly apis: RequestSources['apis'];
  readonly balancers: RequestSources['balancers'];
  readonly traffic: Pick<Traffic, 'list'>;
}

function mapOf(sources: MapSources) {
  const nodes = nodesOf(sources);
  const counted = sources.traffic.list().map((edge) => [`${edge.from}>${edge.to}`, edge] as const);
  const traffic = new Map<string, (typeof counted)[number][1]>(counted);
  const bare = [
    ...requestsOf(sources),
    ...messagesOf(sources, nodes),
    ...schedulesOf(sources.scheduler, nodes),
    ...callsOf(sources, nodes),
  ];
  const unique = new Map(bare.map((edge) => [`${edge.from}>${edge.to}`, edge]));
  const edges = [...unique].map(([key, edge]): MapEdge => {
    const { count = 0, errors = 0 } = traffic.get(key) ?? {};
    return { ...edge, count, errors };
  });
  return { nodes, edges };
}

export const mapRoutes = (sources: MapSources): Route[] => [
  ['GET', /^\/_tandem\/map$/, () => mapOf(sources)],
];
