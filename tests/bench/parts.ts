// Which part of a running system a process is, and what each part takes of the processor.
import type { RunningProcess } from '../../localstack/tandem/processes.ts';
import type { RunningCloud } from '../support/embedded-cloud.ts';
import { treeCpuMsByPid } from './processes.ts';

export interface Part {
  readonly name: string;
  readonly kind: RunningProcess['kind'] | 'runner' | 'ended' | 'other';
}

export interface PartCpu extends Part {
  readonly milliseconds: number;
}

/** By the id of its process. */
export const partsOf = async ({ awsUrl, child }: RunningCloud): Promise<Map<number, Part>> => {
  const response = await fetch(`${awsUrl}/_tandem/status`);
  const { processes } = (await response.json()) as { processes: readonly RunningProcess[] };
  return new Map<number, Part>([
    // Environments of functions end; nothing else does, unless it is made to.
    [0, { name: 'ended', kind: 'ended' }],
    [child.pid ?? 0, { name: 'runner', kind: 'runner' }],
    ...processes.map(({ pid, name, kind }) => [pid, { name, kind }] as const),
  ]);
};

/** What AWS would bill: containers and functions, without the cloud they are in and the database. */
export const isService = ({ kind }: Part): boolean =>
  kind === 'container' || kind === 'function' || kind === 'ended';

/** Between `begin` and `end`, for each of so many operations; the dearest part first. */
export const createCpuByPart = (cloud: RunningCloud) => {
  const root = cloud.child.pid ?? 0;
  let known: ReadonlyMap<number, Part> = new Map();
  let before: ReadonlyMap<number, number> = new Map();
  return {
    begin: async (): Promise<void> => {
      known = await partsOf(cloud);
      before = treeCpuMsByPid(root);
    },
    end: async (count: number): Promise<readonly PartCpu[]> => {
      const after = treeCpuMsByPid(root);
      const parts = new Map([...known, ...(await partsOf(cloud))]);
      const sums = new Map<string, PartCpu>();
      const add = (part: Part, ms: number) => {
        const { milliseconds = 0 } = sums.get(part.name) ?? {};
        sums.set(part.name, { ...part, milliseconds: milliseconds + ms / count });
      };
      for (const [pid, ms] of after) {
        add(parts.get(pid) ?? { name: 'others', kind: 'other' }, ms - (before.get(pid) ?? 0));
      }
      for (const [pid, ms] of before) {
        // Its time is among that of the ended, where it stands from its start.
        if (!after.has(pid)) add({ name: 'ended', kind: 'ended' }, -ms);
      }
      return [...sums.values()].sort((one, other) => other.milliseconds - one.milliseconds);
    },
  };
};
