// The execution environments of one function: reused while there is work, ended when idle.
import type { Environment, Event, Outcome } from './environment.ts';
import { createTurns, type Turns } from './turns.ts';

export interface Pool {
  run(event: Event): Promise<Outcome>;
  /** Ends idle environments; busy ones end after their event. */
  renew(): void;
  /** Waits for running events up to the limit, then ends everything. */
  stop(limitMs: number): Promise<void>;
  readonly running: number;
  /** For the batches of what the function consumes. */
  readonly turns: Turns;
}

export interface PoolOptions {
  /** Most environments at a time; further events wait. */
  readonly limit: number;
  /** How long the last environment without work is kept. */
  readonly idleMs: () => number;
  /** How long another one is, beside one that is kept. */
  readonly spareMs: number;
  /** Most that start at a time. */
  readonly mostStarting: number;
  readonly start: () => Environment;
}

interface Slot {
  readonly environment: Environment;
  readonly generation: number;
  idleTimer: NodeJS.Timeout | undefined;
}

export function createPool(options: PoolOptions): Pool {
  const idle: Slot[] = [];
  const all = new Set<Slot>();
  const waiting: PromiseWithResolvers<Slot>[] = [];
  let generation = 0;
  let running = 0;
  let starting = 0;
  let loading = 0;
  let onQuiet: (() => void) | undefined;

  function start(): Slot {
    const environment = options.start();
    const slot: Slot = { environment, generation, idleTimer: undefined };
    all.add(slot);
    loading += 1;
    const loaded = () => {
      loading -= 1;
    };
    environment.loaded.then(loaded, loaded);
    environment.gone
      .then(() => {
        all.delete(slot);
        const at = idle.indexOf(slot);
        if (at >= 0) idle.splice(at, 1);
      })
      .catch(() => undefined);
    return slot;
  }

  /** Starts another one for those that wait; who waits takes whichever is free first. */
  function grow(): void {
    const enough = Math.min(waiting.length, options.mostStarting, options.limit - running);
    if (starting >= enough) return;
    let slot: Slot;
    try {
      slot = start();
    } catch (error) {
      waiting.shift()?.reject(error);
      return;
    }
    starting += 1;
    const begin = () => {
      starting -= 1;
      running += 1;
      release(slot);
      grow();
    };
    slot.environment.loaded.then(begin, begin);
  }

  function wait(): Promise<Slot> {
    const turn = Promise.withResolvers<Slot>();
    waiting.push(turn);
    grow();
    return turn.promise;
  }

  function acquire(): Slot | Promise<Slot> {
    for (let slot = idle.pop(); slot; slot = idle.pop()) {
      clearTimeout(slot.idleTimer);
      if (slot.environment.alive) return slot;
    }
    return running + starting === 0 ? start() : wait();
  }

  function endLater(slot: Slot, ms: number, end: () => void): void {
    slot.idleTimer = setTimeout(end, ms).unref();
  }

  /** One stays warm for what comes next; what a rush has started beside it goes sooner. */
  function rest(slot: Slot): void {
    const end = () => slot.environment.kill();
    const idleMs = options.idleMs();
    const spareMs = Math.min(options.spareMs, idleMs);
    idle.push(slot);
    endLater(slot, spareMs, () => {
      const isSpare = idle.some((other) => other !== slot && other.environment.alive);
      if (isSpare) end();
      else endLater(slot, idleMs - spareMs, end);
    });
  }

  function usable(slot: Slot): boolean {
    return slot.environment.alive && slot.generation === generation;
  }

  function release(slot: Slot): void {
    const keep = usable(slot);
    if (!keep) slot.environment.kill();
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        next.resolve(keep ? slot : start());
        return;
      } catch (error) {
        // No process can be started: this one learns it, the next may have more luck.
        next.reject(error);
      }
    }
    running -= 1;
    if (keep) rest(slot);
    if (running === 0) onQuiet?.();
  }

  return {
    get running() {
      return running + waiting.length;
    },
    turns: createTurns(options.limit, () => loading > 0),
    async run(event) {
      const acquired = acquire();
      if (!(acquired instanceof Promise)) running += 1;
      const slot = await acquired;
      try {
        return await slot.environment.run(event);
      } finally {
        release(slot);
      }
    },
    renew() {
      generation += 1;
      for (const slot of idle.splice(0)) slot.environment.kill();
    },
    async stop(limitMs) {
      if (running > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limitMs);
          onQuiet = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const ending = [...all].map((slot) => slot.environment.gone);
      for (const slot of all) slot.environment.kill();
      await Promise.all(ending);
    },
  };
}
