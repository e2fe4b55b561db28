// Writes the files of a new service, and every place that names it; nothing where one of these has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../../platform/cli/flags.ts';
import { repository } from '../../cli/paths.ts';
import { edits } from './edits.ts';
import { files } from './files.ts';
import { namesOf } from './names.ts';

/** Answers the files that are new or changed. */
export function makeService(name: string, root = repository): string[] {
  const names = namesOf(name);
  if (['functions', 'containers'].some((folder) => existsSync(join(root, folder, name)))) {
    throw new UsageError(`there is a service ${name} already`);
  }
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const made = new Map(files(names));
  const texts = new Map(made);
  const taken = [...made.keys()].find((path) => existsSync(join(root, path)));
  if (taken !== undefined) {
    throw new UsageError(`${taken} is something else: choose another name than ${name}`);
  }
  for (const { path, change } of edits(names)) {
    const before = texts.get(path) ?? read(path);
    const after = change(before);
    if (after === before) {
      throw new UsageError(
        `${path} is not what it was when this was written: nothing is made. CONTRIBUTING.md says what a service needs`,
      );
    }
    texts.set(path, after);
  }
  const paths = [...texts.keys()].sort();
  const before = new Map(paths.map((path) => [path, made.has(path) ? undefined : read(path)]));
  write(root, texts);
  const fault = format(root, paths);
  if (fault === undefined) return paths;
  write(root, before);
  rmSync(join(root, 'functions', name), { recursive: true, force: true });
  throw new UsageError(
    `nothing is made: the linter does not take what ${name} would be\n\n${fault}`,
  );
}

/** What has no text is taken away. */
function write(root: string, texts: ReadonlyMap<string, string | undefined>): void {
  for (const [path, text] of texts) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }
}

/** Order of imports and breaks of lines are those of the linter; answers what it does not take. */
function format(root: string, paths: readonly string[]): string | undefined {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const sources = paths.filter((path) => /\.(ts|json)$/.test(path));
  const { status, stderr } = spawnSync(process.execPath, [biome, 'check', '--write', ...sources], {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 ? undefined : stderr;
}
