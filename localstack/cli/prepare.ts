// Build and synthesis before a start, each as a child process; skipped when no source has changed.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';
import { paths, repository } from './paths.ts';

/** A step that failed: what it was, what it printed, what to do next. */
export class StepError extends Error {
  readonly step: string;
  readonly next: string;

  constructor(step: string, cause: string, next: string) {
    super(cause);
    this.name = 'StepError';
    this.step = step;
    this.next = next;
  }
}

/** Folders that the bundles and the assembly are made from. */
export const sources = [
  'functions',
  'containers',
  'events',
  'platform',
  'infra',
  'clients',
  'web',
] as const;
const files = ['cdk.json', 'package-lock.json', 'package.json'];

/** What is asked of the CDK app beside the stage, as `-c name=value`. */
export type Context = Readonly<Record<string, string>>;

/** Changes with the name, size or time of any source file; reading none takes about 10 ms. */
export function fingerprint(stage: string, context: Context = {}): string {
  const hash = createHash('sha256').update(`${stage} ${process.version}`);
  hash.update(JSON.stringify(Object.entries(context).sort()));
  for (const name of sources) {
    const entries = readdirSync(join(repository, name), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (entry.isFile()) stamp(hash, join(entry.parentPath, entry.name));
    }
  }
  for (const name of files) stamp(hash, join(repository, name));
  return hash.digest('hex');
}

function stamp(hash: ReturnType<typeof createHash>, file: string): void {
  const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
  hash.update(`${file} ${size} ${mtimeMs}\n`);
}

/** Is what `dist/` and the assembly hold made from these sources? */
export function isCurrent(mark: string): boolean {
  if (!existsSync(paths.dist) || !existsSync(join(paths.assembly, 'manifest.json'))) return false;
  try {
    return (JSON.parse(readFileSync(paths.built, 'utf8')) as { mark: string }).mark === mark;
  } catch {
    return false;
  }
}

export function remember(mark: string): void {
  mkdirSync(dirname(paths.built), { recursive: true });
  writeFileSync(paths.built, JSON.stringify({ mark }));
}

/** Answers the names of the bundles; `only` builds just these. */
export async function buildBundles(only: readonly string[] = []): Promise<string[]> {
  const args = ['infra/tools/build.ts', '--json', ...only.flatMap((name) => ['--only', name])];
  const { code, output, errors } = await run(args, {});
  if (code !== 0) throw new StepError('build', errors || output, 'npm run build');
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => (JSON.parse(line) as { name: string }).name);
}

/** Throws UsageError with what the CDK app says against them, before a build is made for nothing. */
export async function requireContext(stage: string, context: Context): Promise<void> {
  const { code, errors } = await run(['infra/context/accepted.ts'], contextFor(stage, context));
  if (code !== 0) throw new UsageError(errors);
}

export async function synthesise(
  stage: string,
  context: Context = {},
  directory = paths.assembly,
): Promise<void> {
  // Validation takes six seconds of a start; `npm run synth` and CI do it.
  const { code, output, errors } = await run(['infra/app.ts'], {
    CDK_OUTDIR: directory,
    CDK_VALIDATION: 'false',
    ...contextFor(stage, context),
  });
  if (code !== 0) throw new StepError('assembly', errors || output, 'npm run synth');
}

const contextFor = (stage: string, context: Context) => ({
  CDK_CONTEXT_JSON: JSON.stringify({
    ...contextOfCdkJson(),
    // Merchants' webhook endpoints may be on this machine, where everything is.
    webhookLoopback: 'on',
    ...context,
    stage,
  }),
});

function contextOfCdkJson(): Record<string, unknown> {
  const file = join(repository, 'cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, unknown> }).context;
}

export function countStacks(): number {
  const file = join(paths.assembly, 'manifest.json');
  if (!existsSync(file)) {
    throw new StepError('assembly', 'there is no assembly yet', 'npm start (without --no-build)');
  }
  const { artifacts } = JSON.parse(readFileSync(file, 'utf8')) as {
    artifacts: Record<string, { type: string }>;
  };
  return Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack').length;
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function run(args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: repository,
      env: { ...process.env, NODE_COMPILE_CACHE: paths.compileCache, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Without it nobody waits for what it writes, and the next one writes there too.
    const end = () => child.kill();
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output.trim(), errors: errors.trim() }));
  });
}
