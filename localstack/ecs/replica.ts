// One running task: its process, the port it listens on, and whether it is healthy.

import { request } from 'node:http';
import { eachLine, exited, spawnChild, terminate } from '../cloud/children.ts';
import type { Log, Processes } from '../cloud/cloud.ts';
import { freePort } from '../cloud/ports.ts';
import {
  type HealthCheck,
  isHealthyStatus,
  type Target,
  targetOn,
} from '../load-balancer/target-group.ts';
import { type EnvironmentSources, environmentOf, type ServiceDefinition } from './definition.ts';
import type { LaunchTask } from './launch.ts';

export interface Replica {
  readonly pid: number;
  readonly target: Target;
  /** How the process ended, e.g. `exit code 1` or `SIGKILL`. */
  readonly ended: Promise<string>;
  /** Resolves when the process answers its health check for the first time; never rejects. */
  readonly healthy: Promise<void>;
  /** SIGTERM, then SIGKILL after the stop timeout. */
  stop(): Promise<void>;
}

// A laptop's user does not wait for the 30 s that ECS gives by default.
const longestStopMs = 5000;
const firstProbesMs = 25;
const longestIntervalMs = 5000;

/** Where tasks run. */
export interface TaskHost extends EnvironmentSources, Pick<Processes, 'track' | 'untrack'> {
  readonly log: Log;
}

export async function startReplica(
  host: TaskHost,
  service: ServiceDefinition,
  launch: LaunchTask,
  onHealth: (healthy: boolean) => void,
): Promise<Replica> {
  const { container } = service.task;
  const port = await freePort();
  const environment = environmentOf(host, service, container.port === undefined ? undefined : port);
  const launched = launch(service, environment);
  const child = spawnChild(launched.command, launched.arguments, {
    cwd: launched.directory,
    env: launched.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  host.track({ name: service.name, kind: 'container', pid: child.pid, port });
  eachLine(child.stdout, (line) => host.log.line(service.name, line));
  eachLine(child.stderr, (line) => host.log.line(service.name, line));
  const ended = exited(child).then(() => {
    host.untrack(child.pid);
    return child.signalCode ?? `exit code ${child.exitCode}`;
  });
  const stopped = new AbortController();
  ended.then(() => stopped.abort()).catch(() => undefined);
  const [group] = service.groups;
  const healthy = new Promise<void>((resolve) => {
    watch(group && { check: group.healthCheck, port }, stopped.signal, (state) => {
      if (state === 'lost') child.kill('SIGKILL');
      else resolve();
      onHealth(state === 'healthy');
    }).catch((error: unknown) => host.log.line(service.name, String(error)));
  });
  return {
    pid: child.pid,
    target: targetOn(port),
    ended,
    healthy,
    stop: () => terminate(child, Math.min(container.stopTimeoutMs, longestStopMs)),
  };
}

/** Calls back once when healthy, and once when a healthy task stays unhealthy: ECS replaces it then. */
async function watch(
  probed: { check: HealthCheck; port: number } | undefined,
  stopped: AbortSignal,
  onState: (state: 'healthy' | 'lost') => void,
): Promise<void> {
  if (!probed) {
    onState('healthy');
    return;
  }
  const { check, port } = probed;
  while (!stopped.aborted && !(await probe(check, port))) await pause(firstProbesMs, stopped);
  if (stopped.aborted) return;
  onState('healthy');
  let failures = 0;
  while (failures < check.unhealthyThreshold) {
    await pause(Math.min(check.intervalMs, longestIntervalMs), stopped);
    if (stopped.aborted) return;
    failures = (await probe(check, port)) ? 0 : failures + 1;
  }
  if (!stopped.aborted) onState('lost');
}

function probe(check: HealthCheck, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probing = request(
      {
        host: '127.0.0.1',
        port,
        path: check.path,
        timeout: check.timeoutMs,
        agent: false,
        headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
      },
      (response) => {
        response.resume();
        resolve(isHealthyStatus(check.matcher, response.statusCode ?? 0));
      },
    );
    probing.on('timeout', () => probing.destroy());
    probing.on('error', () => resolve(false));
    probing.end();
  });
}

function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stopped.addEventListener('abort', done);
  });
}
