// `/_tandem/status`: all there is to see at one look.

import type { Endpoints, MadeResource } from '../cloud/cloud.ts';
import { viewOf } from '../cloud/logs/line.ts';
import type { Logs } from '../cloud/logs/logs.ts';
import { type MissingResource, missingOf, type TemplateState } from './missing.ts';
import { functionsOf, processesOf, type Running } from './processes.ts';
import { queueDepths } from './queues/depths.ts';
import { type Route, RouteError } from './routing.ts';

export interface StatusSources extends TemplateState, Pick<Running, 'functions' | 'processes'> {
  readonly endpoints: Endpoints;
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
  readonly errors: readonly ReturnType<typeof viewOf>[];
  readonly resources: readonly MadeResource[];
  /** Of these, what somebody has deleted. */
  readonly missing: readonly MissingResource[];
  /** Of the runner itself, which has the gateway, the queues and the topics in it. */
  readonly runnerMemoryMb: number;
}

const mostErrors = 20;
const startedAt = new Date(Date.now() - performance.now()).toISOString();

async function statusOf(sources: StatusSources): Promise<Status> {
  const { endpoints, logs, messaging, resources } = sources;
  const { api, aws } = endpoints;
  return {
    ready: sources.ready(),
    startedAt,
    ports: { api, aws },
    processes: processesOf(sources),
    functions: functionsOf(sources),
    queues: queueDepths(messaging),
    errors: (await logs.search({ level: 'error' }, mostErrors)).map(viewOf),
    resources: resources(),
    missing: await missingOf(sources),
    runnerMemoryMb: Math.round(process.memoryUsage.rss() / 1024 / 1024),
  };
}

/** 503 where it is not ready, or where a table or queue of the template is gone. */
async function healthOf(sources: StatusSources) {
  if (!sources.ready()) throw new RouteError(503, 'it is not ready yet');
  const missing = await missingOf(sources);
  if (missing.length === 0) return { ok: true };
  const names = missing.map(({ type, name }) => `${type} ${name}`);
  throw new RouteError(503, `gone since the start: ${names.join(', ')}`);
}

export const statusRoutes = (sources: StatusSources): Route[] => [
  ['GET', /^\/_tandem\/status$/, () => statusOf(sources)],
  ['GET', /^\/_tandem\/health$/, () => healthOf(sources)],
];
