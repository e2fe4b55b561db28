// A tutorial, gone through on a copy of the sources: its edits are applied, its commands run.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from './fenced-blocks.ts';

/** What a command of a page runs, for a copy that has all it needs. */
const tools: readonly (readonly [prefix: string, script: string])[] = [
  ['npx vitest ', 'node_modules/vitest/vitest.mjs '],
  ['npm run tandem -- ', 'localstack/tandem.mjs '],
  ['npm run build -- ', 'infra/tools/build.ts '],
];

const scriptOf = (command: string): string[] => {
  const tool = tools.find(([prefix]) => command.startsWith(prefix));
  if (tool === undefined) throw new Error(`no copy runs ${command}`);
  return `${tool[1]}${command.slice(tool[0].length)}`.split(' ');
};

export interface Finished {
  readonly status: number | null;
  /** What it has printed, where it has failed. */
  readonly said: string;
}

export const tutorial = (name: string, root: string) => {
  const path = `docs/tutorials/${name}.md`;
  const node = (args: readonly string[]): Finished => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { status, said: status === 0 ? '' : stdout + stderr };
  };
  const diffs = blocksOf(path, 'diff');
  const files = diffs.flatMap((diff) =>
    [...diff.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file = '']) => file),
  );
  return {
    commands: blocksOf(path, 'sh').flatMap((block) => block.trim().split('\n')),

    /** Outside a repository, so that git takes the copy for the place of the files. */
    apply: (): Finished => {
      const { status, stderr } = spawnSync('git', ['apply', '-'], {
        cwd: root,
        input: diffs.join(''),
        encoding: 'utf8',
      });
      return { status, said: stderr };
    },

    run: (command: string): Finished => node(scriptOf(command)),

    /** The types of what was edited and of what it imports; a test imports the whole system, a stack the CDK. */
    checkTypes: (): Finished => {
      const project = join(root, 'tsconfig.edited.json');
      const typed = files.filter((file) => !/\.test\.ts$|^infra\//.test(file));
      const settings = { extends: './tsconfig.json', include: [], files: typed };
      writeFileSync(project, JSON.stringify(settings));
      // Several threads find out much of it each for itself, for twice the work.
      const alone = ['--noEmit', '--singleThreaded'];
      return node(['node_modules/typescript/bin/tsc', ...alone, '--project', project]);
    },

    checkForm: (): Finished => node(['node_modules/@biomejs/biome/bin/biome', 'check', ...files]),
  };
};
