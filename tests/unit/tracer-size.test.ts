// What tracing adds to each function: its budget is held by building it.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('is at most 15 KB, compressed, and takes no package along', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['platform/calls/aws/spans.ts', 'platform/lambda/spans.ts'],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  const size = Math.max(...outputFiles.map(({ contents }) => gzipSync(contents).length));
  expect(size).toBeLessThanOrEqual(15 * 1024);
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
});
