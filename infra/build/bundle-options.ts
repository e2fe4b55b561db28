// How bundles are made: minified ESM for Node 24, schemas compiled ahead of time.
import type { BuildOptions } from 'esbuild';
import { builtinsPlugin } from './builtins-plugin.ts';
import type { Bundle } from './bundles.ts';
import { contractsPlugin } from './contracts-plugin.ts';
import { credentialsPlugin } from './credentials-plugin.ts';
import { loggerPlugin } from './logger-plugin.ts';
import { nativeFetchPlugin } from './native-fetch-plugin.ts';
import { stackTracesPlugin } from './stack-traces-plugin.ts';

/** One call for all bundles of a kind: what they share is read and parsed once. */
export const bundleOptions = (kind: Bundle['kind'], bundles: readonly Bundle[]): BuildOptions => ({
  entryPoints: bundles.map(({ entry, outfile }) => ({
    in: entry,
    out: outfile.slice('dist/'.length, -'.mjs'.length),
  })),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  sourcemap: 'linked',
  sourcesContent: false,
  write: false,
  metafile: true,
  logLevel: 'warning',
  plugins: [
    contractsPlugin(),
    builtinsPlugin(),
    nativeFetchPlugin(),
    loggerPlugin(),
    stackTracesPlugin(),
    ...(kind === 'function' ? [credentialsPlugin()] : []),
  ],
});
