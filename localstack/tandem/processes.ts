// What runs on this machine: processes with their memory, functions with what became of their invocations.

import { readFileSync } from 'node:fs';
import type { ManagedProcess, Processes } from '../cloud/cloud.ts';
import type { Tasks } from '../ecs/tasks.ts';
import type { Tally } from '../lambda/execution/tally.ts';
import type { FunctionService } from '../lambda/lambda.ts';
import { membersOf, named, type Route, RouteError } from './routing.ts';

export interface RunningProcess extends ManagedProcess {
  /** Null where the machine does not tell (no `/proc`), or when it has just ended. */
  readonly memoryMb: number | null;
}

export interface FunctionState extends Tally {
  readonly name: string;
  readonly service: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number | null;
  /** Invocations that run now. */
  readonly running: number;
  /** Environments that live, busy or idle. */
  readonly environments: readonly Pick<RunningProcess, 'pid' | 'memoryMb' | 'startedAt'>[];
}

export interface Running {
  readonly processes: Processes['processes'];
  readonly functions: Pick<
    FunctionService,
    'config' | 'definitions' | 'invoke' | 'list' | 'reload' | 'tally'
  >;
  readonly tasks: Pick<Tasks, 'list' | 'reload'>;
}

type Machine = Pick<Running, 'processes'>;

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function memoryOf(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  } catch {
    return null;
  }
}

export const processesOf = ({ processes }: Machine): RunningProcess[] =>
  processes().map((one) => ({ ...one, memoryMb: memoryOf(one.pid) }));

export function functionsOf({
  functions,
  processes,
}: Pick<Running, 'functions' | 'processes'>): FunctionState[] {
  const running = processesOf({ processes });
  return functions.list().map(({ name, service }) => {
    const { memoryMb, timeoutSeconds, reservedConcurrency = null } = functions.config(name);
    const environments = running
      .filter((one) => one.kind === 'function' && one.name === name)
      .map(({ pid, memoryMb: used, startedAt }) => ({ pid, memoryMb: used, startedAt }));
    return {
      name,
      service,
      memoryMb,
      timeoutSeconds,
      reservedConcurrency,
      environments,
      ...functions.tally(name),
    };
  });
}

async function invoke({ functions }: Running, name: string, body: unknown) {
  const { name: found } = named('function', functions.list(), name);
  const { event = {}, ...others } = membersOf(body);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new RouteError(400, `there is no member ${unknown}; send event`);
  const { payload, ...result } = await functions.invoke(found, JSON.stringify(event));
  return { name: found, payload: JSON.parse(payload) as unknown, ...result };
}

function reloadFunction({ functions }: Running, name: string) {
  const { name: found } = named('function', functions.list(), name);
  functions.reload(found);
  return { name: found };
}

async function reloadTask({ tasks }: Running, name: string) {
  const services = tasks.list();
  const known = services.map((one) => one.name);
  if (!known.includes(name)) throw new RouteError(404, `there is no container ${name}`, known);
  return { name, ended: await tasks.reload(name) };
}

const end = ({ pid }: ManagedProcess) => process.kill(pid, 'SIGKILL');

/** SIGKILL, as a crash or an out-of-memory kill would be. */
function killOne({ processes }: Machine, name: string): ManagedProcess {
  const running = processes();
  const found =
    running.find(({ pid }) => String(pid) === name) ??
    running.find((one) => one.name === name) ??
    running.find((one) => one.name.endsWith(`-${name}`));
  if (!found) {
    const known = [...new Set(running.map((one) => one.name))];
    throw new RouteError(404, `no process ${name} is running`, known);
  }
  end(found);
  return found;
}

function killEnvironments({ functions, processes }: Running, name: string) {
  const { name: found } = named('function', functions.list(), name);
  const killed = processes()
    .filter((one) => one.kind === 'function' && one.name === found)
    .map((one) => {
      end(one);
      return one.pid;
    });
  return { name: found, killed };
}

export const processRoutes = (running: Running): Route[] => [
  ['GET', /^\/_tandem\/functions$/, () => functionsOf(running)],
  ['GET', /^\/_tandem\/definitions$/, () => ({ functions: running.functions.definitions() })],
  [
    'POST',
    /^\/_tandem\/functions\/([^/]+)\/invoke$/,
    ({ name, body }) => invoke(running, name, body),
  ],
  ['POST', /^\/_tandem\/functions\/([^/]+)\/reload$/, ({ name }) => reloadFunction(running, name)],
  ['POST', /^\/_tandem\/functions\/([^/]+)\/kill$/, ({ name }) => killEnvironments(running, name)],
  ['POST', /^\/_tandem\/containers\/([^/]+)\/reload$/, ({ name }) => reloadTask(running, name)],
  ['POST', /^\/_tandem\/processes\/([^/]+)\/kill$/, ({ name }) => killOne(running, name)],
];
