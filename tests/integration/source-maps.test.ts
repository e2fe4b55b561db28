// Stack traces of bundles name files and lines of the repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { ownSourceMap } from '../../infra/build/source-map.ts';

const directory = mkdtempSync(join(tmpdir(), 'tandem-maps-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** As the bundles are built; `outdir` stands as deep as `dist/functions/<name>`. */
const bundle = async (entry: string) => {
  const { outputFiles } = await esbuild({
    entryPoints: [entry],
    outfile: resolve('dist/functions/some-handler/index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: false,
    write: false,
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { code: text('.mjs'), map: text('.map') };
};

it('an error of a bundle names the line of the file that throws it, and of its callers', () => {
  execFileSync(process.execPath, ['infra/tools/build.ts', '--only', 'auth-authorizer']);
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/functions/auth-authorizer/index.mjs'],
    { encoding: 'utf8', env: {} },
  );
  expect(status).not.toBe(0);
  const frames = [...stderr.matchAll(/(?:\(| at )(\/[^():]+):(\d+):\d+/g)].map(
    ([, file = '', line]) => [file, readFileSync(file, 'utf8').split('\n')[Number(line) - 1]],
  );
  expect(frames.slice(0, 3)).toEqual([
    [resolve('platform/kernel/config.ts'), expect.stringContaining('throw new Error')],
    [resolve('functions/auth/config.ts'), expect.stringContaining('readConfig(')],
    [
      resolve('functions/auth/authorizer.entry.ts'),
      expect.stringContaining('readAuthorizerConfig()'),
    ],
  ]);
});

it('what ends a process is said in some lines, whatever the line of the bundle that threw it holds', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/functions/auth-authorizer/index.mjs'],
    { encoding: 'utf8', env: {} },
  );
  expect(status).toBe(1);
  expect(stderr.length).toBeLessThan(2_000);
});

it('what ends a process is said with its cause', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      resolve('platform/kernel/stack-traces.ts'),
      '--input-type=module',
      '--eval',
      "Promise.reject(new Error('no start', { cause: new TypeError('no table') }));",
    ],
    { encoding: 'utf8', env: {} },
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Error: no start\n.*cause\]: TypeError: no table/s);
});

it.each([
  ['without a map', 'x.mjs', undefined],
  ['with a map that says nothing', 'y.mjs', '{'],
  ['with a map of other lines', 'z.mjs', '{"version":3,"sources":[],"mappings":""}'],
])('a file %s keeps its own places', (_what, name, map) => {
  const file = join(directory, name);
  writeFileSync(file, "export const fail = () => {\n  throw new TypeError('no luck');\n};\n");
  if (map !== undefined) writeFileSync(`${file}.map`, map);
  const { stdout } = spawnSync(
    process.execPath,
    [
      '--import',
      resolve('platform/kernel/stack-traces.ts'),
      '--input-type=module',
      '--eval',
      `import { fail } from '${pathToFileURL(file)}';
      try { fail(); } catch (error) { console.log(error.stack); }`,
    ],
    { encoding: 'utf8', env: {} },
  );
  expect(stdout).toContain(`TypeError: no luck\n    at fail (${pathToFileURL(file)}:2:9)`);
});

it('no map is read before there is an error: the logger does not ask who has called it', () => {
  const code = readFileSync('dist/functions/auth-authorizer/index.mjs', 'utf8');
  expect(code).toContain('pino.');
  expect(code).not.toContain('getCallSites');
});

it('a map tells of the repository and not of packages, in a fifth of the size', async () => {
  const { map } = await bundle('functions/auth/handler.entry.ts');
  const own = ownSourceMap(map);
  const { sources } = JSON.parse(own) as { sources: string[] };
  expect(sources).toContain('../../../functions/auth/sessions/login.ts');
  expect(
    sources.filter((source) => !/^\.\.\/\.\.\/\.\.\/(functions|platform|events)\//.test(source)),
  ).toEqual([]);
  expect(own.length).toBeLessThan(map.length / 5);
});
