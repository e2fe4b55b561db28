// `/_tandem/status`: all there is to see at one look.

import { told } from '../cloud/logs/line.ts';
import type { Logs } from '../cloud/logs/logs.ts';
import type { AwsCloud, MadeResource } from '../embedded/aws-cloud.ts';
import { type MissingResource, missingOf } from './missing.ts';
import { functionsOf, processesOf } from './processes.ts';
import { queueDepths } from './queues.ts';
import { type Route, RouteError } from './routing.ts';

export interface StatusSources {
  readonly cloud: Pick<
    AwsCloud,
    'database' | 'endpoints' | 'functions' | 'messaging' | 'processes' | 'resources'
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
  /** Of these, what somebody has deleted. */
  readonly missing: readonly MissingResource[];
  /** Of the runner itself, which has the gateway, the queues and the topics in it. */
  readonly runnerMemoryMb: number;
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
    missing: await missingOf(cloud),
    runnerMemoryMb: Math.round(process.memoryUsage.rss() / 1024 / 1024),
  };
}

/** 503 where it is not ready, or where a table or queue of the template is gone. */
async function healthOf({ cloud, ready }: StatusSources) {
  if (!ready()) throw new RouteError(503, 'it is not ready yet');
  const missing = await missingOf(cloud);
  if (missing.length === 0) return { ok: true };
  const names = missing.map(({ type, name }) => `${type} ${name}`);
  throw new RouteError(503, `gone since the start: ${names.join(', ')}`);
}

export const statusRoutes = (sources: StatusSources): Route[] => [
  ['GET', /^\/_tandem\/status$/, () => statusOf(sources)],
  ['GET', /^\/_tandem\/health$/, () => healthOf(sources)],
];
