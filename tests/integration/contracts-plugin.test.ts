// What the build makes of a contract's constants: plain values are kept, and what it cannot keep stops it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, expect, it } from 'vitest';
import { contractsPlugin } from '../../infra/build/contracts-plugin.ts';

let directory = '';
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const bundle = async (constant: string): Promise<unknown> => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-contract-'));
  mkdirSync(join(directory, 'events/http'), { recursive: true });
  writeFileSync(join(directory, 'events/http/thing.ts'), `export const constant = ${constant};`);
  const entry = join(directory, 'entry.ts');
  writeFileSync(entry, "import { constant } from './events/http/thing.ts'; export { constant };");
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
    plugins: [contractsPlugin()],
  });
  const text = outputFiles[0]?.text ?? '';
  const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  return module.constant;
};

it.each([
  ['7', 7],
  ["'x-header'", 'x-header'],
  ['false', false],
  ["['a', 'b']", ['a', 'b']],
])('%s is in the bundle', async (constant, value) => {
  expect(await bundle(constant)).toEqual(value);
});

it.each(['{ a: 1 }', 'new Map()', 'null'])(
  '%s is in none, and the build says so',
  async (constant) => {
    await expect(bundle(constant)).rejects.toThrow('constant is no contract, schema, list');
  },
);
