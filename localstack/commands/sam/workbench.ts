// A function, or all of them, in SAM: doors for its containers, a template, and the command line of SAM itself.

import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { UsageError } from '../../../platform/cli/flags.ts';
import { apiUrl } from '../../cli/client.ts';
import { paths, repository } from '../../cli/paths.ts';
import type { Running } from '../../cli/running.ts';
import { exited, spawnChild, terminate } from '../../cloud/children.ts';
import type { Bridge } from '../../emulators/bridge/bridge.ts';
import { type Door, openDoor } from '../../emulators/bridge/door.ts';
import type { FunctionDefinition } from '../../lambda/execution/definition.ts';
import type { Target } from '../invoke/target.ts';
import { logicalId, portsOf, samTemplate } from './template.ts';

export interface WorkbenchOptions {
  readonly running: Running;
  /** Those the running system has. */
  readonly functions: readonly FunctionDefinition[];
  readonly bridge: Bridge;
  /** The SAM CLI. */
  readonly program: string;
  /** AWS's own where undefined, `local` for one made here. */
  readonly image: string | undefined;
  readonly timeoutSeconds: number | undefined;
}

export interface Workbench extends Target {
  /** What of this machine can be reached meanwhile, for the screen. */
  readonly opened: readonly string[];
  /** Lambda's API until it is stopped; answers the exit code. */
  serve(port: number): Promise<number>;
  close(): Promise<void>;
}

const stopMs = 10_000;

const withoutRegistry = ' (where its image cannot be pulled: --image local)';

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { running, functions, bridge, program, image } = options;
  checkProgram(program);
  const runtime = image === 'local' ? makeRuntime() : image;
  const doors = await openDoors(bridge, portsOf(functions));
  mkdirSync(join(paths.local, 'sam'), { recursive: true });
  const folder = mkdtempSync(join(paths.local, 'sam/'));
  const template = join(folder, 'template.json');
  const originOf = (port: number) => doors.get(port)?.origin ?? '';
  const { timeoutSeconds } = options;
  const made = samTemplate(functions, { originOf, timeoutSeconds, arch: process.arch });
  writeFileSync(template, JSON.stringify(made, null, 2));
  const children = new Set<ChildProcess>();

  function startSam(args: readonly string[], stdout: 'pipe' | 'inherit') {
    const imageFlags = runtime ? ['--invoke-image', runtime, '--skip-pull-image'] : [];
    const all = ['local', ...args, '--template', template, '--region', regionOf(functions)];
    const child = spawnChild(program, [...all, ...imageFlags], {
      cwd: folder,
      env: environmentOf(process.env),
      stdio: ['ignore', stdout, 'inherit'],
    });
    children.add(child);
    return child;
  }

  return {
    apiUrl: apiUrl(running),
    opened: [...doors].map(
      ([port, { origin }]) => `${origin} leads containers to port ${port}, until this ends`,
    ),
    names: async () => functions.map(({ name }) => name),
    async invoke(name, event) {
      const file = join(folder, 'event.json');
      writeFileSync(file, event);
      const child = startSam(['invoke', logicalId(name), '--event', file], 'pipe');
      const answer = child.stdout ? await text(child.stdout) : '';
      await exited(child);
      if (answer.trim() === '' && child.exitCode !== 0) {
        throw new UsageError(`SAM has run nothing; why is above${runtime ? '' : withoutRegistry}`);
      }
      return answerOf(answer);
    },
    async serve(port) {
      const child = startSam(
        ['start-lambda', '--host', '127.0.0.1', '--port', `${port}`],
        'inherit',
      );
      await exited(child);
      return child.exitCode ?? 1;
    },
    async close() {
      await Promise.all([...children].map((child) => terminate(child, stopMs)));
      for (const door of doors.values()) door.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function checkProgram(program: string): void {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  if (error === undefined) return;
  throw new UsageError(
    `there is no SAM CLI ${program}: pipx install aws-sam-cli, or name it with --sam`,
  );
}

/** Answers the name of the image, made by the tool that makes those of the containers. */
function makeRuntime(): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['infra/tools/images.ts', '--runtime'],
    { cwd: repository, encoding: 'utf8' },
  );
  if (status === 0) return stdout.trim();
  throw new UsageError(`no image of the runtime can be made: ${(stderr || stdout).trim()}`);
}

async function openDoors(bridge: Bridge, ports: readonly number[]): Promise<Map<number, Door>> {
  const doors = new Map<number, Door>();
  for (const port of ports) doors.set(port, await openDoor(bridge, port));
  return doors;
}

const regionOf = ([one]: readonly FunctionDefinition[]) => one?.variables.AWS_REGION ?? 'us-east-1';

/** A variable of this shell would stand in the place of one that the template declares. */
function environmentOf(shell: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = /^(PATH|HOME|LANG|LC_.*|TMPDIR|USER|DOCKER_.*)$/;
  return {
    ...Object.fromEntries(Object.entries(shell).filter(([name]) => kept.test(name))),
    SAM_CLI_TELEMETRY: '0',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** SAM answers what a function has thrown as it answers all else: an object with these two members. */
function answerOf(output: string) {
  const payload = output.trim();
  const isEmpty = payload === '';
  return { payload, failed: isEmpty || hasThrown(payload), report: '' };
}

function hasThrown(payload: string): boolean {
  try {
    const answer = JSON.parse(payload) as Record<string, unknown> | null;
    return typeof answer?.errorType === 'string' && typeof answer.errorMessage === 'string';
  } catch {
    return true;
  }
}
