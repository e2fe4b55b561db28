// What this command has started beside the emulator: children that never outlive it, and how all of it is stopped.

import { startGuard } from '../cloud/children.ts';
import type { Ground } from '../cloud/cloud.ts';
import type { Logs } from '../cloud/logs/logs.ts';

export interface Host extends Pick<Ground, 'log' | 'onStop' | 'track' | 'untrack'> {
  /** In the opposite order of the start; what fails is logged. */
  stop(): Promise<void>;
  kill(): void;
}

export function createHost(log: Logs): Host {
  const guard = startGuard();
  const pids = new Set<number>();
  const stops: { name: string; stop: () => Promise<void> }[] = [];
  return {
    log,
    onStop: (name, stop) => void stops.push({ name, stop }),
    track({ pid }) {
      pids.add(pid);
      guard.add(pid);
    },
    untrack(pid) {
      pids.delete(pid);
      guard.remove(pid);
    },
    async stop() {
      for (const { name, stop } of stops.splice(0).reverse()) {
        await stop().catch((error: unknown) => log.line(name, String(error)));
      }
      guard.stop();
    },
    kill() {
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It ended by itself.
        }
      }
    },
  };
}
