// Finds the emulator on its port, or starts it and waits until it answers.

import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../platform/cli/flags.ts';
import { StepError } from '../cli/prepare.ts';
import { eachLine, exited, spawnChild, terminate } from '../cloud/children.ts';
import { holderOf, isFree } from '../cloud/ports.ts';
import type { Profile } from './assembly/profiles.ts';
import { type EmulatorOptions, environmentOf, programOf } from './emulator-program.ts';
import type { Host } from './host.ts';

export interface Emulator {
  readonly endpoint: string;
  /** Was it there before? Then it stays when this command ends. */
  readonly found: boolean;
  readonly version: string;
}

const startLimitMs = 120_000;
const stopLimitMs = 10_000;
const probeMs = 250;

type Health = Readonly<Record<string, unknown>>;

/** All of them answer LocalStack's path; undefined when nothing does. */
async function healthOf(endpoint: string): Promise<Health | undefined> {
  try {
    const response = await fetch(`${endpoint}/_localstack/health`, {
      signal: AbortSignal.timeout(5000),
    });
    return response.ok ? ((await response.json()) as Health) : undefined;
  } catch {
    return undefined;
  }
}

function describe({ version }: Health): string {
  return typeof version === 'string' && version !== '' ? version : 'of unknown version';
}

export async function findOrStart(options: EmulatorOptions, host: Host): Promise<Emulator> {
  const { profile, port } = options;
  const endpoint = `http://127.0.0.1:${port}`;
  const health = await healthOf(endpoint);
  if (health !== undefined) {
    if (profile.recognises(health)) return { endpoint, found: true, version: describe(health) };
    throw new UsageError(
      `what answers on port ${port} is not ${profile.title} (edition ${String(health.edition)}); choose its --profile, or another --aws-port`,
    );
  }
  if (!(await isFree(port))) throw portInUse(port, profile);
  const started = await start(options, endpoint, host);
  return { endpoint, found: false, version: describe(started) };
}

function portInUse(port: number, { title }: Profile): UsageError {
  const holder = holderOf(port);
  const who = holder ? `process ${holder.pid} (${holder.command.slice(0, 80)})` : 'another process';
  return new UsageError(
    `port ${port} is in use by ${who}, which is no ${title}; end it, or choose another --aws-port`,
  );
}

async function start(options: EmulatorOptions, endpoint: string, host: Host): Promise<Health> {
  const { profile, port } = options;
  const program = programOf(options);
  const child = spawnChild(program, profile.command.slice(1), {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    eachLine(stream, (line) => {
      last.splice(0, Math.max(0, last.length - 9));
      last.push(line);
      host.log.line(profile.name, line);
    });
  }
  host.track({ name: profile.name, kind: 'emulator', pid: child.pid, port });
  let ended = false;
  void exited(child).then(() => {
    ended = true;
    host.untrack(child.pid);
  });
  host.onStop(profile.name, () => terminate(child, stopLimitMs));
  const deadline = Date.now() + startLimitMs;
  while (!ended && Date.now() < deadline) {
    const health = await healthOf(endpoint);
    if (health !== undefined) return health;
    await sleep(probeMs);
  }
  const why = ended ? `ended (exit code ${child.exitCode})` : 'does not answer';
  throw new StepError('emulator', `${program} ${why}\n${last.join('\n')}`, profile.install);
}
