// `npm run changed`: the stacks that a change concerns, for a pipeline that deploys them and no others.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { parseFlags } from '../../platform/cli/flags.ts';

const usage = `Usage: npm run changed -- --since <commit>

Prints the stacks whose files have changed since a commit, as stacks=<names>; the CDK knows their order.
  --since <commit>   what is deployed; everything is named where it is empty or not known here
  --help             this text`;

/** Folders whose stack is not named after them. */
const others: Readonly<Record<string, string>> = {
  'outbox-relay': 'Relay',
  legacy: 'Api',
  // Their files go into the bucket of this stack; the staff pages are made of those of the console.
  console: 'Platform',
  staff: 'Platform',
};

/** `dead-letters` → `DeadLetters` */
const stackOf = (name: string): string =>
  others[name] ?? name.replaceAll(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());

/** By the files of `infra/stacks`; an example is deployed by who asks for it. */
export const allStacks: readonly string[] = readdirSync(new URL('../stacks', import.meta.url), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.ts') && !file.startsWith('examples'))
  .map((file) => stackOf(basename(file, '.ts')))
  .sort();

/** What changes no template: of the commands only the build does. */
const without = new RegExp(
  [
    /^(?:docs|clients|localstack|tests|requests|\.github|\.ci|\.vscode|\.devcontainer)\//,
    /^(?:functions\/sales-by-day|infra\/stacks\/examples)\//,
    /^infra\/(?:checks|costs|images\/(?!collector\/)|preflight|release|tools\/(?!build\.ts$))/,
    /^(?:containers\/)?[^/]+$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
/** The guides in the OpenAPI document. */
const guides = 'docs/api.md';
/** Files among those that do change one. */
const notWithout: ReadonlySet<string> = new Set([
  'package.json',
  'package-lock.json',
  'cdk.json',
  guides,
]);

/** Undefined for what is shared by all. */
const ownerOf = (file: string): string | undefined => {
  if (file === guides) return stackOf('docs');
  const [, name] =
    /^(?:functions|containers|web)\/([^/]+)\//.exec(file) ??
    /^infra\/stacks\/[^/]+\/([^/]+)\.ts$/.exec(file) ??
    [];
  const stack = name && stackOf(name);
  return stack && allStacks.includes(stack) ? stack : undefined;
};

/** Sorted; all of them where shared code has changed. */
export const stacksOf = (files: readonly string[]): readonly string[] => {
  const concerned = files.filter((file) => notWithout.has(file) || !without.test(file));
  const owners = concerned.map(ownerOf);
  if (owners.includes(undefined)) return allStacks;
  return allStacks.filter((stack) => owners.includes(stack));
};

const git = (...args: string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Undefined where the commit is not known here: a new branch, or a clone without its past. */
const changedSince = (commit: string): readonly string[] | undefined => {
  try {
    const base = git('rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`).trim();
    return git('diff', '--name-only', '--no-renames', base, 'HEAD').split('\n').filter(Boolean);
  } catch {
    return undefined;
  }
};

/** All of them where the commit is not known here. */
export const stacksSince = (commit: string): readonly string[] => {
  const files = commit === '' ? undefined : changedSince(commit);
  return files === undefined ? allStacks : stacksOf(files);
};

const main = (): void => {
  const { values } = parseFlags({
    options: { since: { type: 'string', default: '' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  console.log(`stacks=${stacksSince(values.since).join(' ')}`);
};

if (import.meta.main) main();
