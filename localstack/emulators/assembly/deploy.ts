// Deploys a prepared assembly with the pinned CDK command line, and tells which stacks it has changed.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { repository } from '../../cli/paths.ts';
import { StepError } from '../../cli/prepare.ts';
import { eachLine, exited, spawnChild, terminate } from '../../cloud/children.ts';
import { type Aws, environmentFor } from '../aws.ts';
import type { Host } from '../host.ts';

export interface Deployed {
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
}

/** The one that can read the assemblies of the pinned library; package.json has it exactly. */
const cdk = join(
  dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')),
  'bin/cdk',
);

// Between a failed stack and what follows it no line is of use to a person.
const shown = 12;

async function run(args: readonly string[], aws: Aws, host: Host): Promise<string[]> {
  const child = spawnChild(process.execPath, [cdk, ...args, '--no-notices'], {
    cwd: repository,
    env: { ...process.env, ...environmentFor(aws), CI: 'true', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  host.track({ name: 'cdk', kind: 'emulator', pid: child.pid });
  host.onStop('cdk', () => terminate(child, 2000));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    eachLine(stream, (line) => {
      lines.push(line);
      host.log.line('cdk', line);
    });
  }
  await exited(child);
  host.untrack(child.pid);
  if (child.exitCode === 0) return lines;
  const failed = lines.filter((line) => /FAILED|❌|rror/.test(line));
  const said = (failed.length > 0 ? failed : lines).slice(-shown).join('\n');
  throw new StepError('deploy', `cdk ${args[0]}\n${said}`, 'see the log of cdk');
}

/** Bucket and roles for assets; does nothing where they are. */
export async function bootstrap(directory: string, aws: Aws, host: Host): Promise<void> {
  await run(['bootstrap', `aws://000000000000/${aws.region}`, '--app', directory], aws, host);
}

export async function deploy(directory: string, aws: Aws, host: Host): Promise<Deployed> {
  const lines = await run(
    [
      'deploy',
      '--all',
      '--app',
      directory,
      '--require-approval',
      'never',
      '--method',
      'direct',
      '--concurrency',
      '4',
      '--progress',
      'events',
    ],
    aws,
    host,
  );
  return deployedFrom(lines);
}

/** `✅  Tandem-dev-Auth` and `✅  Tandem-dev-Auth (no changes)` */
export function deployedFrom(lines: readonly string[]): Deployed {
  const found = lines.flatMap((line) => {
    const [, stack, unchanged] = /^\s*✅\s+(\S+)( \(no changes\))?\s*$/u.exec(line) ?? [];
    return stack === undefined ? [] : [{ stack, changed: unchanged === undefined }];
  });
  return {
    changed: found.filter(({ changed }) => changed).map(({ stack }) => stack),
    unchanged: found.filter(({ changed }) => !changed).map(({ stack }) => stack),
  };
}
