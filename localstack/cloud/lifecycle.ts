// What runs and how it ends: registered processes, stops in order, readiness probes.
import { startGuard } from './children.ts';
import type { Lifetime, ManagedProcess, Processes } from './cloud.ts';

export interface Lifecycle extends Lifetime, Processes {
  /** What is registered from now on belongs to the assembly: it stops first, side by side. */
  beginAssembly(): void;
  /** Runs all probes side by side; names the one that fails or does not answer in time. */
  ready(limitMs: number): Promise<void>;
  stop(limitMs: number): Promise<void>;
}

interface Named {
  readonly name: string;
  readonly run: () => Promise<void>;
}

function within(work: Promise<void>, limitMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), Math.max(0, limitMs));
    work.then(
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

export function createLifecycle(onError: (line: string) => void): Lifecycle {
  const guard = startGuard();
  const running = new Map<number, ManagedProcess>();
  const base: Named[] = [];
  const assembly: Named[] = [];
  const probes: Named[] = [];
  let registering = base;

  async function stopOne({ name, run }: Named, limitMs: number): Promise<void> {
    try {
      if (!(await within(run(), limitMs))) onError(`${name} does not stop in time`);
    } catch (error) {
      onError(`${name}: ${String(error)}`);
    }
  }

  function killRest(): void {
    for (const { pid } of running.values()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }

  return {
    onStop: (name, stop) => void registering.push({ name, run: stop }),
    onReady: (name, ready) => void probes.push({ name, run: ready }),
    processes: () => [...running.values()],
    track(entry) {
      running.set(entry.pid, { startedAt: new Date().toISOString(), ...entry });
      guard.add(entry.pid);
    },
    untrack(pid) {
      running.delete(pid);
      guard.remove(pid);
    },
    beginAssembly() {
      registering = assembly;
    },
    async ready(limitMs) {
      const check = async ({ name, run }: Named) => {
        const done = await within(run(), limitMs).catch((error: Error) => {
          throw new Error(`${name}: ${error.message}`, { cause: error });
        });
        if (!done) throw new Error(`${name} is not ready after ${limitMs / 1000} s`);
      };
      await Promise.all(probes.splice(0).map(check));
    },
    async stop(limitMs) {
      const deadline = Date.now() + limitMs;
      await Promise.all(assembly.splice(0).map((one) => stopOne(one, limitMs - 1000)));
      for (const one of base.splice(0).reverse()) await stopOne(one, deadline - Date.now());
      killRest();
      guard.stop();
    },
  };
}
