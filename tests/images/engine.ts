// What a Docker engine says of the containers that carry a label, and of what a process in them may do.
import { docker } from '../../infra/images/docker.ts';

export interface ContainerState {
  readonly name: string;
  readonly service: string;
  readonly running: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** `starting`, `healthy`, `unhealthy`. */
  readonly health: string;
  readonly memoryLimitBytes: number;
}

interface Inspected {
  readonly Name: string;
  readonly Config: { readonly Labels: Record<string, string> };
  readonly HostConfig: { readonly Memory: number };
  readonly State: {
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Health?: { readonly Status: string };
  };
}

const labelled = async (label: string): Promise<string[]> =>
  (await docker(['ps', '--all', '--quiet', '--filter', `label=${label}`]))
    .split('\n')
    .filter((id) => id !== '');

export const listContainers = async (
  label: string,
  serviceLabel: string,
): Promise<ContainerState[]> => {
  const ids = await labelled(label);
  if (ids.length === 0) return [];
  const inspected = JSON.parse(await docker(['inspect', ...ids])) as Inspected[];
  return inspected.map(({ Name, Config, HostConfig, State }) => ({
    name: Name.slice(1),
    service: Config.Labels[serviceLabel] ?? '',
    running: State.Running,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    health: State.Health?.Status ?? 'none',
    memoryLimitBytes: HostConfig.Memory,
  }));
};

export const removeContainers = async (label: string): Promise<void> => {
  const ids = await labelled(label);
  if (ids.length > 0) await docker(['rm', '--force', ...ids]);
};

export interface Powers {
  readonly user: number;
  /** Bits of those it has and those it can get. */
  readonly capabilities: number;
  readonly noNewPrivileges: boolean;
  /** Of some paths all over the image. */
  readonly writable: readonly string[];
}

const probe = `
const { readFileSync, writeFileSync } = require('node:fs');
const status = readFileSync('/proc/self/status', 'utf8');
const field = (name) => status.match(new RegExp('^' + name + ':\\\\s+(\\\\S+)', 'm'))[1];
const writable = ['/app/x', '/etc/x', '/usr/x', '/tmp/x'].filter((path) => {
  try { writeFileSync(path, ''); return true; } catch { return false; }
});
console.log(JSON.stringify({
  user: process.getuid(),
  capabilities: parseInt(field('CapBnd'), 16) + parseInt(field('CapEff'), 16),
  noNewPrivileges: field('NoNewPrivs') === '1',
  writable,
}));`;

/** Seen by a process inside. */
export const powersIn = async (container: string): Promise<Powers> =>
  JSON.parse(await docker(['exec', container, 'node', '-e', probe])) as Powers;
