// `npm run tandem -- diff:branch`: what this work tree changes in the templates, against a commit and without an account.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseFlags, printUsage, UsageError } from '../../platform/cli/flags.ts';

const usage = `Usage: npm run tandem -- diff:branch [--base <commit> --stage <stage>]

Builds and synthesises a commit and this work tree, and shows what differs, stack by stack.
  --base <commit>    the commit to compare with (main)
  --stage <stage>    repeatable (dev and prod)
  --help             this text`;

const run = (cwd: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): void => {
  const env = { ...process.env, CDK_VALIDATION: 'false', ...environment };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};

const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' });

/** The dependencies of this work tree serve the other commit as long as its lock file is the same. */
const install = (root: string): void => {
  const [ours, theirs] = ['.', root].map((at) =>
    readFileSync(join(at, 'package-lock.json'), 'utf8'),
  );
  if (ours === theirs) symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  else execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: 'ignore' });
};

const synthesise = (root: string, stage: string, directory: string): void =>
  run(root, ['infra/app.ts'], {
    CDK_OUTDIR: directory,
    CDK_CONTEXT_JSON: JSON.stringify({ stage }),
  });

const stacksIn = (directory: string): readonly string[] =>
  Object.entries(
    (
      JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as {
        artifacts: Record<string, { type: string }>;
      }
    ).artifacts,
  )
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([name]) => name);

/** A stack that is new is compared with nothing, one that is gone is named. */
const compare = (work: string, ours: string, theirs: string): void => {
  const empty = join(work, 'empty.json');
  writeFileSync(empty, '{}');
  const names = stacksIn(ours);
  for (const stack of names) {
    const base = join(theirs, `${stack}.template.json`);
    if (existsSync(base) && same(base, join(ours, `${stack}.template.json`))) continue;
    const template = existsSync(base) ? base : empty;
    const args = ['--exclusively', '--app', ours, '--template', template, '--no-color'];
    spawnSync('cdk', ['diff', stack, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  for (const stack of stacksIn(theirs).filter((name) => !names.includes(name))) {
    console.log(`Stack ${stack} is gone: delete it with cdk destroy of the commit before`);
  }
};

/** Beside the differences, which a pipeline takes from the output. */
const tell = (progress: string): void => console.error(progress);

const same = (one: string, other: string): boolean =>
  readFileSync(one, 'utf8') === readFileSync(other, 'utf8');

const isCommit = (name: string): boolean =>
  spawnSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).status === 0;

const faultIn = ({ base, stage }: { base: string; stage: string[] }): string | undefined => {
  const strange = stage.find((name) => name !== 'dev' && name !== 'prod');
  if (strange !== undefined) return `--stage must be dev or prod, not ${strange}`;
  return isCommit(base) ? undefined : `--base must be a commit of this repository, not ${base}`;
};

const main = (): void => {
  const { values } = parseFlags({
    options: {
      base: { type: 'string', default: 'main' },
      stage: { type: 'string', multiple: true, default: ['dev', 'prod'] },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const fault = faultIn(values);
  if (fault !== undefined) {
    printUsage(new UsageError(fault));
    process.exitCode = 2;
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'tandem-diff-'));
  const root = join(work, 'base');
  try {
    git('worktree', 'add', '--detach', root, values.base);
    install(root);
    const sides = [
      { at: root, name: values.base, kind: 'theirs' },
      { at: '.', name: 'this work tree', kind: 'ours' },
    ];
    for (const { at, name } of sides) {
      tell(`building ${name}`);
      run(at, ['infra/tools/build.ts']);
    }
    for (const stage of values.stage) {
      for (const { at, name, kind } of sides) {
        tell(`synthesising ${stage} of ${name}`);
        synthesise(at, stage, join(work, `${stage}-${kind}`));
      }
      const [ours, theirs] = [join(work, `${stage}-ours`), join(work, `${stage}-theirs`)];
      console.log(`── ${stage}: ${basename(process.cwd())} against ${values.base}`);
      compare(work, ours, theirs);
    }
  } finally {
    git('worktree', 'remove', '--force', root);
    rmSync(work, { recursive: true, force: true });
  }
};

if (import.meta.main) main();
