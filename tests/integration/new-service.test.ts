// `tandem new service` makes a service that the whole repository takes for one of its own.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeService } from '../../localstack/commands/new/make-service.ts';
import { blocksOf } from '../support/fenced-blocks.ts';

/** A copy of the sources. */
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tandem-new-'));
  const list = ['ls-files', '-co', '--exclude-standard'];
  const { stdout } = spawnSync('git', list, { encoding: 'utf8' });
  for (const path of stdout.split('\n')) {
    // What was removed and not committed is listed, too.
    if (existsSync(path) && path !== 'node_modules') cpSync(path, join(root, path));
  }
  // Some tests ask git for the files there are.
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
  ])
    spawnSync('git', args, { cwd: root });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true }));

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, said: status === 0 ? '' : stdout + stderr };
};

/** Of the whole copy; what the compiler has found out of the last one is not asked again where nothing has changed. */
const checkTypes = () => {
  const known = resolve('.local/types-of-a-new-service.tsbuildinfo');
  const own = join(root, '.local/types.tsbuildinfo');
  mkdirSync(dirname(own), { recursive: true });
  if (existsSync(known)) cpSync(known, own);
  const incremental = ['--incremental', '--tsBuildInfoFile', own];
  // Several threads find out much of it each for itself, for twice the work.
  const found = run(
    'node_modules/typescript/bin/tsc',
    '--noEmit',
    '--singleThreaded',
    ...incremental,
  );
  mkdirSync(dirname(known), { recursive: true });
  cpSync(own, known);
  return found;
};

/** Of what was made and what was changed. */
const checkForm = () => {
  const args = ['ls-files', '--modified', '--others', '--exclude-standard', '*.ts', '*.json'];
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const files = stdout.split('\n').filter((path) => path !== '');
  expect(files).toContain('functions/gift-wrap/http.ts');
  return run('node_modules/@biomejs/biome/bin/biome', 'check', ...files);
};

const green = { status: 0, said: '' };
const vitest = 'node_modules/vitest/vitest.mjs';

it('nothing is made where a place that names services has changed', () => {
  const app = readFileSync(join(root, 'infra/app.ts'), 'utf8');
  writeFileSync(join(root, 'infra/app.ts'), 'export const app = 1;\n');
  expect(() => makeService('gift-wrap', root)).toThrow(
    'infra/app.ts is not what it was when this was written: nothing is made',
  );
  writeFileSync(join(root, 'infra/app.ts'), app);
});

const changed = () => {
  const { stdout } = spawnSync('git', ['status', '--short'], { cwd: root, encoding: 'utf8' });
  return stdout;
};

it.each([
  // A global, a word of the language, a test of something else.
  ['constructor', 'the linter does not take what'],
  ['delete', 'the linter does not take what'],
  ['money', 'tests/unit/money.test.ts is something else: choose another name than money'],
  ['route', 'events/http/route.ts is something else: choose another name than route'],
])('nothing is made that is called %s', (name, message) => {
  const before = changed();
  expect(() => makeService(name, root)).toThrow(message);
  expect(changed()).toBe(before);
  expect(existsSync(join(root, 'functions', name))).toBe(false);
});

describe('a new service, made and changed as docs/tutorials/add-a-service.md says', () => {
  const blocks = (language: string) => blocksOf('docs/tutorials/add-a-service.md', language);

  beforeAll(() => {
    const [, words = ''] = /^npm run tandem -- (.+)$/m.exec(blocks('sh')[0] ?? '') ?? [];
    expect(run('localstack/cli.ts', ...words.split(' '))).toEqual(green);
    const diffs = blocks('diff');
    expect(diffs).toHaveLength(3);
    for (const input of diffs) {
      const { status, stderr } = spawnSync('git', ['apply', '-'], { cwd: root, input });
      expect({ status, said: stderr.toString() }).toEqual(green);
    }
  });

  it('is not made twice', () => {
    expect(() => makeService('gift-wrap', root)).toThrow('there is a service gift-wrap already');
  });

  it('has the right types and form', () => {
    expect(checkTypes()).toEqual(green);
    expect(checkForm()).toEqual(green);
  }, 240_000);

  it('is built', () => {
    expect(run('infra/tools/build.ts', '--only', 'gift-wrap-handler')).toEqual(green);
  }, 120_000);

  it('passes the tests that look at all services', () => {
    const unit = ['gift-wrap', 'event-fixtures', 'pipelines', 'openapi'].map(
      (name) => `tests/unit/${name}.test.ts`,
    );
    const infra = 'tests/infra/environment.test.ts';
    const projects = ['--project', 'unit', '--project', 'infra'];
    expect(run(vitest, 'run', ...projects, ...unit, infra)).toEqual(green);
    expect(readFileSync(join(root, 'tests/infra/stacks.test.ts'), 'utf8')).toContain("'GiftWrap',");
  }, 240_000);
});
