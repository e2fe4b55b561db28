// `/_tandem/status`: all there is to see at one look.

import type { AwsCloud, MadeResource } from '../aws-cloud.ts';
import { told } from '../logs/line.ts';
import type { Logs } from '../logs.ts';
import { functionsOf, processesOf } from './processes.ts';
import { queueDepths } from './queues.ts';
import type { Route } from './routing.ts';

export interface StatusSources {
  readonly cloud: Pick<
    AwsCloud,
    'endpoints' | 'functions' | 'messaging' | 'processes' | 'resources'
  >;
  readonly logs: Pick<Logs, 'search'>;
  ready(): boolean;
}

export interface Status {
  readonly ready: boolean;
  readonly startedAt: string;
  readonly ports: { readonly api: number; readonly aws: number };
  readonly processes: ReturnType<typeof processesOf>;
  readonly functions: ReturnType<typeof functionsOf>;
  readonly queues: ReturnType<typeof queueDepths>;
  /** Newest first. */
  readonly errors: readonly ReturnType<typeof told>[];
  readonly resources: readonly MadeResource[];
}

const mostErrors = 20;
const startedAt = new Date(Date.now() - performance.now()).toISOString();

async function statusOf({ cloud, logs, ready }: StatusSources): Promise<Status> {
  const { api, aws } = cloud.endpoints;
  return {
    ready: ready(),
    startedAt,
    ports: { api, aws },
    processes: processesOf(cloud),
    functions: functionsOf(cloud),
    queues: queueDepths(cloud.messaging),
    errors: (await logs.search({ level: 'error' }, mostErrors)).map(told),
    resources: cloud.resources(),
  };
}

export const statusRoutes = (sources: StatusSources): Route[] => [
  ['GET', /^\/_tandem\/status$/, () => statusOf(sources)],
];
