// Stack traces of bundles name files and lines of the repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
    ['--enable-source-maps', 'dist/functions/auth-authorizer/index.mjs'],
    { encoding: 'utf8', env: {} },
  );
  expect(status).not.toBe(0);
  const frames = [...stderr.matchAll(/\((\/[^():]+):(\d+):\d+\)/g)].map(([, file = '', line]) => [
    file,
    readFileSync(file, 'utf8').split('\n')[Number(line) - 1],
  ]);
  expect(frames.slice(0, 3)).toEqual([
    [resolve('platform/kernel/config.ts'), expect.stringContaining('throw new Error')],
    [resolve('functions/auth/config.ts'), expect.stringContaining('readConfig(')],
    [
      resolve('functions/auth/authorizer.entry.ts'),
      expect.stringContaining('readAuthorizerConfig()'),
    ],
  ]);
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
