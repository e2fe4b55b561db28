// Writes the files of a new service, and every place that names it; nothing where one of these has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  const texts = new Map(files(names));
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
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const paths = [...texts.keys()].sort();
  format(root, paths);
  return paths;
}

/** Order of imports and breaks of lines are those of the linter. */
function format(root: string, paths: readonly string[]): void {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const sources = paths.filter((path) => /\.(ts|json)$/.test(path));
  const { status, stderr } = spawnSync(process.execPath, [biome, 'check', '--write', ...sources], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}
