// Targets of a load balancer: those in the list are healthy and get requests in turn.

import { Agent } from 'node:http';

export interface HealthCheck {
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly unhealthyThreshold: number;
  /** Status codes that mean healthy, e.g. `200`, `200-299`, `200,204`. */
  readonly matcher: string;
}

export interface Target {
  readonly port: number;
  readonly agent: Agent;
  /** Requests that have been given to it and are not yet answered to the end. */
  inFlight: number;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly healthCheck: HealthCheck;
  /** The service whose tasks are its targets. */
  service: string | undefined;
  add(target: Target): void;
  remove(target: Target): void;
  /** The next healthy target that is not among `tried`. */
  next(tried?: ReadonlySet<Target>): Target | undefined;
  /** Waits for a healthy target that is not among `tried`; undefined when none comes in time. */
  wait(limitMs: number, options?: WaitOptions): Promise<Target | undefined>;
}

export interface WaitOptions {
  readonly tried?: ReadonlySet<Target>;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

export function targetOn(port: number): Target {
  // Idle for as long as a load balancer lets it be: longer, and it meets connections that the target has just closed.
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: 60_000 });
  return { port, agent, inFlight: 0 };
}

/** Waits until a target that was taken out of its groups has answered what it was given. */
export async function drained(target: Target, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (target.inFlight > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function targetGroup(arn: string, name: string, healthCheck: HealthCheck): TargetGroup {
  const targets: Target[] = [];
  const waiting = new Set<(target?: Target) => void>();
  let turn = 0;

  function next(tried?: ReadonlySet<Target>): Target | undefined {
    const candidates = tried ? targets.filter((target) => !tried.has(target)) : targets;
    turn += 1;
    return candidates[turn % candidates.length];
  }

  return {
    arn,
    name,
    healthCheck,
    service: undefined,
    next,
    add(target) {
      targets.push(target);
      for (const wake of [...waiting]) wake(target);
    },
    remove(target) {
      const index = targets.indexOf(target);
      if (index >= 0) targets.splice(index, 1);
      release(target.agent);
    },
    wait(limitMs, { tried, signal } = {}) {
      const target = next(tried);
      if (target || signal?.aborted) return Promise.resolve(target);
      return new Promise((resolve) => {
        const wake = (found?: Target) => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal?.removeEventListener('abort', end);
          resolve(found);
        };
        const end = () => wake();
        const timer = setTimeout(end, limitMs);
        signal?.addEventListener('abort', end);
        waiting.add(wake);
      });
    },
  };
}

/** Connections end with the request they carry, so that the target can stop. */
function release(agent: Agent & { keepAlive?: boolean }): void {
  agent.keepAlive = false;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}

export function isHealthyStatus(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to] = part.split('-').map(Number);
    return from !== undefined && status >= from && status <= (to ?? from);
  });
}
