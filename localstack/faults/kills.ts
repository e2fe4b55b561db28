// Processes that die without a word: SIGKILL to a random one of the target, tick by tick.
import type { Log, ManagedProcess, Processes } from '../cloud/cloud.ts';
import { type Fault, type FaultCount, generator } from '../cloud/faults.ts';

export interface Kill {
  readonly at: string;
  readonly name: string;
  readonly pid: number;
}

export interface Kills {
  set(faults: readonly Fault[]): void;
  list(): FaultCount[];
  /** The last thousand. */
  history(): readonly Kill[];
}

const everyMs = 2000;
const kept = 1000;

/** The database and the like hold what is stored; everything of ours must survive a crash. */
const mortal = new Set(['function', 'container']);

const isMeant = ({ target }: Fault, { name, kind }: ManagedProcess): boolean => {
  if (target === 'any') return mortal.has(kind);
  if (target === 'provider') return kind === 'provider';
  return mortal.has(kind) && (name === target || name.includes(`-${target}-`));
};

export function createKills(processes: Processes['processes'], log: Log): Kills {
  let active: { fault: Fault; hits: number; timer: NodeJS.Timeout }[] = [];
  const history: Kill[] = [];

  function strike(fault: Fault, draw: () => number): boolean {
    if (draw() >= fault.rate) return false;
    const candidates = processes().filter((one) => isMeant(fault, one));
    // By name first: a function with many environments is not hit more often than a container.
    const names = [...new Set(candidates.map(({ name }) => name))];
    const name = names[Math.floor(draw() * names.length)];
    const victim = candidates.find((one) => one.name === name);
    if (!victim) return false;
    try {
      process.kill(victim.pid, 'SIGKILL');
    } catch {
      return false;
    }
    history.push({ at: new Date().toISOString(), name: victim.name, pid: victim.pid });
    if (history.length > kept) history.shift();
    log.line('faults', `killed ${victim.name} (${victim.pid})`);
    return true;
  }

  return {
    set(faults) {
      for (const { timer } of active) clearInterval(timer);
      active = faults
        .filter(({ kind }) => kind === 'kill')
        .map((fault) => {
          const draw = generator(fault.seed ?? 1);
          const timer = setInterval(() => {
            if (strike(fault, draw)) one.hits += 1;
          }, fault.delayMs ?? everyMs);
          const one = { fault, hits: 0, timer: timer.unref() };
          return one;
        });
    },
    list: () => active.map(({ fault, hits }) => ({ ...fault, hits })),
    history: () => [...history],
  };
}
