// `/_tandem/*` on the AWS port: what runs, mails, queues, schedules, traces, and ways to disturb it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud, ManagedProcess } from './cloud.ts';
import type { FaultControl } from './faults/control.ts';
import { FaultRefused } from './faults/request.ts';
import type { MailboxEntry } from './mailbox.ts';
import { tasksOf } from './tasks.ts';

export interface QueueDepth {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly deadLetter: { readonly name: string; readonly visible: number } | null;
}

interface ScheduleSummary {
  readonly name: string;
  readonly expression: string;
  readonly target: string;
  readonly nextAt: string | null;
}

export interface ResourceSummary {
  readonly type: string;
  readonly name: string;
  readonly logicalId: string;
  readonly stack: string;
}

/** What the routes read; the embedded cloud fills it. */
export interface TandemSources {
  readonly cloud: Cloud;
  ready(): boolean;
  resources(): readonly ResourceSummary[];
  /** Newest first. */
  mailbox(): readonly MailboxEntry[];
  queues(): readonly QueueDepth[];
  schedules(): readonly ScheduleSummary[];
  /** Answers an execution id; throws for an unknown name. */
  runSchedule(name: string): string;
  /** Structured log lines that carry this trace or correlation id, oldest first. */
  trace(id: string): readonly Record<string, unknown>[];
  /** Sends a webhook of the sandbox provider again. */
  trigger?(request: unknown): Promise<unknown>;
  readonly faults: FaultControl;
}

export type TandemRoutes = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Call {
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Route = readonly [method: string, path: RegExp, answer: (call: Call) => unknown];

class RouteError extends Error {
  readonly status: number;
  readonly known: readonly string[] | undefined;

  constructor(status: number, message: string, known?: readonly string[]) {
    super(message);
    this.status = status;
    this.known = known;
  }
}

export function tandemRoutes(sources: TandemSources): TandemRoutes {
  const routes = routesOf(sources);
  return async function answer(request, response) {
    try {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const [route, name] = find(routes, request.method ?? 'GET', pathname);
      if (request.method === 'POST') wantJson(request);
      const body = await readJson(request);
      send(response, 200, await route[2]({ name, query: searchParams, body }));
    } catch (error) {
      const { status, known } = error instanceof RouteError ? error : { status: 500 };
      send(response, status ?? 500, { error: (error as Error).message, ...(known && { known }) });
    }
  };
}

function routesOf(sources: TandemSources): Route[] {
  const { cloud } = sources;
  return [
    ['GET', /^\/_tandem\/status$/, () => statusOf(sources)],
    ['GET', /^\/_tandem\/mailbox$/, ({ query }) => mailsTo(sources, query.get('to'))],
    ['GET', /^\/_tandem\/queues$/, () => sources.queues()],
    ['GET', /^\/_tandem\/schedules$/, () => sources.schedules()],
    ['GET', /^\/_tandem\/traces\/([^/]+)$/, ({ name }) => sources.trace(name)],
    ['POST', /^\/_tandem\/schedules\/(.+)\/run$/, ({ name }) => runSchedule(sources, name)],
    ['POST', /^\/_tandem\/functions\/([^/]+)\/reload$/, ({ name }) => reloadFunction(cloud, name)],
    ['POST', /^\/_tandem\/containers\/([^/]+)\/reload$/, ({ name }) => reloadTask(cloud, name)],
    ['POST', /^\/_tandem\/processes\/([^/]+)\/kill$/, ({ name }) => killOne(cloud, name)],
    ['POST', /^\/_tandem\/trigger$/, ({ body }) => trigger(sources, body)],
    ['GET', /^\/_tandem\/faults$/, () => sources.faults.report()],
    ['POST', /^\/_tandem\/faults$/, ({ body }) => setFaults(sources, body)],
    ['DELETE', /^\/_tandem\/faults$/, () => sources.faults.heal()],
  ];
}

function find(routes: readonly Route[], method: string, path: string): [Route, string] {
  const here = routes.filter(([, pattern]) => pattern.test(path));
  const route = here.find(([wanted]) => wanted === method);
  if (here.length === 0) {
    const known = routes.map(([verb, { source }]) => `${verb} ${readable(source)}`);
    throw new RouteError(404, `there is no ${path}`, known);
  }
  if (!route) throw new RouteError(405, `${path} takes ${here.map(([verb]) => verb).join(', ')}`);
  return [route, decodeURIComponent(route[1].exec(path)?.[1] ?? '')];
}

function readable(source: string): string {
  return source
    .replace(/\\\//g, '/')
    .replace(/\([^)]*\)/g, '{name}')
    .replace(/[\^$]/g, '');
}

/** What no form can send, so that a browser asks first whether a page may. */
function wantJson({ headers }: IncomingMessage): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return;
  throw new RouteError(415, 'send it with content-type: application/json, also without a body');
}

const maxBodyBytes = 1024 * 1024;

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new RouteError(413, `at most ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new RouteError(400, 'the body is not JSON');
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value ?? {}, null, 2));
}

function statusOf({ cloud, ready, resources }: TandemSources) {
  const { api, aws } = cloud.endpoints;
  return {
    ready: ready(),
    ports: { api, aws },
    processes: cloud.processes(),
    resources: resources(),
  };
}

function mailsTo(sources: TandemSources, to: string | null): readonly unknown[] {
  return sources
    .mailbox()
    .filter((mail) => to === null || mail.to.includes(to))
    .map((mail) => ({ ...mail, to: mail.to.join(', ') }));
}

function runSchedule(sources: TandemSources, name: string) {
  const names = sources.schedules().map((schedule) => schedule.name);
  const found = names.find((known) => known === name) ?? names.find((one) => one.endsWith(name));
  if (!found) throw new RouteError(404, `there is no schedule ${name}`, names);
  return { name: found, executionId: sources.runSchedule(found) };
}

function reloadFunction(cloud: Cloud, name: string) {
  const functions = cloud.functions.list().map((one) => one.name);
  const found =
    functions.find((one) => one === name) ?? functions.find((one) => one.endsWith(`-${name}`));
  if (!found) throw new RouteError(404, `there is no function ${name}`, functions);
  cloud.functions.reload(found);
  return { name: found };
}

async function reloadTask(cloud: Cloud, name: string) {
  const services = tasksOf(cloud)
    .list()
    .map((one) => one.name);
  if (!services.includes(name))
    throw new RouteError(404, `there is no container ${name}`, services);
  return { name, ended: await tasksOf(cloud).reload(name) };
}

/** SIGKILL, as a crash or an out-of-memory kill would be. */
function killOne(cloud: Cloud, name: string): ManagedProcess {
  const running = cloud.processes();
  const found =
    running.find((one) => one.name === name || String(one.pid) === name) ??
    running.find((one) => one.name.endsWith(`-${name}`));
  if (!found) {
    const known = [...new Set(running.map((one) => one.name))];
    throw new RouteError(404, `no process ${name} is running`, known);
  }
  process.kill(found.pid, 'SIGKILL');
  return found;
}

async function trigger(sources: TandemSources, body: unknown): Promise<unknown> {
  if (!sources.trigger) throw new RouteError(404, 'the sandbox payment provider is not running');
  return await sources.trigger(body);
}

/** Replaces the faults that are set; none when the list is empty. */
async function setFaults({ faults }: TandemSources, body: unknown): Promise<unknown> {
  try {
    return await faults.set(body);
  } catch (error) {
    throw error instanceof FaultRefused ? new RouteError(400, error.message) : error;
  }
}
