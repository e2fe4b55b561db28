// Keeps the tasks of one ECS service running: restarts what ends, replaces without a gap.

import { drained } from '../load-balancer/target-group.ts';
import type { ServiceDefinition } from './definition.ts';
import type { LaunchTask } from './launch.ts';
import { type Replica, startReplica, type TaskHost } from './replica.ts';

export interface RunningService {
  readonly definition: ServiceDefinition;
  /** Resolves with the first healthy task; rejects when tasks keep ending before that. */
  readonly ready: Promise<void>;
  /** Starts new tasks, waits for them, then drains the old ones: no request fails. Answers how these ended, e.g. `exit code 0`. */
  reload(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

interface Slot {
  replica: Replica | undefined;
  retired: boolean;
  readonly healthy: Promise<void>;
  readonly done: Promise<void>;
}

// Fast at first, so that a killed task is back before a client notices; slower when it keeps failing.
const firstPauseMs = 100;
const longestPauseMs = 5000;
const stableMs = 10_000;
const failuresBeforeReady = 3;
const reloadLimitMs = 60_000;
const deregistrationMs = 2000;

export function keepServiceRunning(
  host: TaskHost,
  definition: ServiceDefinition,
  count: number,
  launch: LaunchTask,
): RunningService {
  let slots: Slot[] = [];
  let stopping = false;
  for (const group of definition.groups) group.service = definition.name;

  function openSlot(): Slot {
    const { promise: healthy, resolve, reject } = Promise.withResolvers<void>();
    healthy.catch(() => undefined);
    const slot: Slot = { replica: undefined, retired: false, healthy, done: Promise.resolve() };
    return Object.assign(slot, { done: keepRunning(slot, resolve, reject) });
  }

  async function keepRunning(
    slot: Slot,
    onHealthy: () => void,
    onFailing: (error: Error) => void,
  ): Promise<void> {
    let pauseMs = firstPauseMs;
    for (let failures = 1; !slot.retired; failures += 1) {
      const startedAt = Date.now();
      const reason = await runOnce(slot, onHealthy).catch((error: unknown) => String(error));
      if (slot.retired) return;
      if (failures === failuresBeforeReady) {
        onFailing(new Error(`the container ${definition.name} does not start: ${reason}`));
      }
      if (Date.now() - startedAt > stableMs) pauseMs = firstPauseMs;
      host.log.line(definition.name, `the task ended (${reason}), restart in ${pauseMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  async function runOnce(slot: Slot, onHealthy: () => void): Promise<string> {
    const replica = await startReplica(host, definition, launch, (healthy) => {
      if (slot.retired) return;
      if (healthy) register(replica);
      else withdraw(replica);
    });
    slot.replica = replica;
    if (slot.retired) await replica.stop();
    replica.healthy.then(onHealthy).catch(() => undefined);
    const reason = await replica.ended;
    withdraw(replica);
    return reason;
  }

  function register(replica: Replica): void {
    for (const group of definition.groups) group.add(replica.target);
  }

  function withdraw(replica: Replica): void {
    for (const group of definition.groups) group.remove(replica.target);
  }

  async function retire(slot: Slot): Promise<string> {
    slot.retired = true;
    if (!slot.replica) return 'never started';
    withdraw(slot.replica);
    // ECS too waits for the load balancer to let go before it signals the task.
    if (!stopping) await drained(slot.replica.target, deregistrationMs);
    await slot.replica.stop();
    return slot.replica.ended;
  }

  slots = Array.from({ length: count }, openSlot);
  return {
    definition,
    ready: Promise.any(slots.map((slot) => slot.healthy)).catch((error: AggregateError) => {
      throw error.errors[0];
    }),
    async reload() {
      const old = slots;
      const fresh = Array.from({ length: count }, openSlot);
      slots = fresh;
      try {
        await within(reloadLimitMs, Promise.all(fresh.map((slot) => slot.healthy)));
      } catch (error) {
        slots = old;
        await Promise.all(fresh.map(retire));
        throw error;
      }
      return await Promise.all(old.map(retire));
    },
    async stop() {
      stopping = true;
      await Promise.all(slots.map(retire));
    },
  };
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not healthy within ${limitMs} ms`)), limitMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
