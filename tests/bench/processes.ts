// A process and all its descendants, from /proc (Linux): https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of one clock tick; 100 a second on every Linux Node runs on. */
const tickMs = 10;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ownMs: number;
  /** Of children that ended and were waited for. */
  readonly endedMs: number;
}

const read = (pid: string): Stat | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [, parent, ...rest] = fields;
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = rest.slice(9, 13).map(Number);
    return {
      pid: Number(pid),
      parent: Number(parent),
      ownMs: (user + system) * tickMs,
      endedMs: (endedUser + endedSystem) * tickMs,
    };
  } catch {
    return undefined;
  }
};

/** A process and all that descend from it. Throws where there is no /proc. */
const treeOf = (root: number): Stat[] => {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(pid) ?? []);
  const members = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of stats) {
      if (members.has(parent) && !members.has(pid)) {
        members.add(pid);
        grown = true;
      }
    }
  }
  return stats.filter(({ pid }) => members.has(pid));
};

/** Milliseconds of CPU of a process and of each that descends from it, by its id; those that ended under 0. */
export const treeCpuMsByPid = (root: number): ReadonlyMap<number, number> => {
  const tree = treeOf(root);
  const ended = tree.reduce((all, { endedMs }) => all + endedMs, 0);
  return new Map([...tree.map(({ pid, ownMs }) => [pid, ownMs] as const), [0, ended]]);
};

export const treeCpuMs = (root: number): number =>
  [...treeCpuMsByPid(root).values()].reduce((all, ms) => all + ms, 0);

/** Milliseconds of CPU of a process's threads, to the nanosecond: https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat */
export const threadsCpuMs = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((all, thread) => {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return all + Number(onCpu) / 1e6;
  }, 0);

/** The ids of a process and all that descend from it. */
export const treePids = (root: number): readonly number[] => treeOf(root).map(({ pid }) => pid);

/** Kilobytes of a process, its share of what others have mapped as well: https://docs.kernel.org/filesystems/proc.html */
const pssKb = (pid: number): number => {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
};

/** Megabytes of a process and of each that descends from it, by its id. */
export const treePssMb = (root: number): ReadonlyMap<number, number> =>
  new Map(
    treePids(root)
      .map((pid) => [pid, pssKb(pid) / 1024] as const)
      .filter(([, megabytes]) => megabytes > 0),
  );

/** SIGKILL to a process and all that descend from it, as when the power goes. */
export const killTree = (root: number): void => {
  for (const pid of treePids(root)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended with its parent.
    }
  }
};
