// Builds every function and container into dist/: one bundle each, minified ESM for Node 24, schemas compiled ahead of time.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build as esbuild } from 'esbuild';
import { builtinsPlugin } from './build/builtins-plugin.ts';
import { type Bundle, findBundles } from './build/bundles.ts';
import { contractsPlugin } from './build/contracts-plugin.ts';
import { credentialsPlugin } from './build/credentials-plugin.ts';
import { writeOpenApi } from './build/openapi.ts';

const usage = `Usage: npm run build [-- --only <bundle> --json]

Builds functions and containers into dist/.
  --only <bundle>   only this bundle, e.g. auth-handler or orders (repeatable)
  --json            print { name, bytes, gzipBytes } of each bundle as JSON lines
  --help            this text`;

const options = (bundle: Bundle): BuildOptions => ({
  entryPoints: [bundle.entry],
  outfile: bundle.outfile,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  write: true,
  metafile: false,
  logLevel: 'warning',
  plugins: [
    contractsPlugin(),
    builtinsPlugin(),
    ...(bundle.kind === 'function' ? [credentialsPlugin()] : []),
  ],
});

export interface Built {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

const buildOne = async (bundle: Bundle): Promise<Built> => {
  await rm(bundle.directory, { recursive: true, force: true });
  await mkdir(bundle.directory, { recursive: true });
  const { outputFiles } = await esbuild({ ...options(bundle), write: false });
  const [output] = outputFiles ?? [];
  if (output === undefined) throw new Error(`${bundle.name} came out empty`);
  await writeFile(bundle.outfile, output.contents);
  await Promise.all(
    bundle.assets.map((asset) => copyFile(asset, `${bundle.directory}/${basename(asset)}`)),
  );
  return {
    name: bundle.name,
    bytes: output.contents.byteLength,
    gzipBytes: gzipSync(output.contents).byteLength,
  };
};

/** Answers what was built; throws when a bundle does not build. */
export const build = async ({ only }: { only?: readonly string[] } = {}): Promise<Built[]> => {
  const all = await findBundles();
  const unknown = only?.find((name) => !all.some((bundle) => bundle.name === name));
  if (unknown !== undefined) {
    throw new Error(`no bundle ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  }
  await mkdir('dist', { recursive: true });
  await writeOpenApi('dist/openapi.json');
  return Promise.all(
    all.filter(({ name }) => only === undefined || only.includes(name)).map(buildOne),
  );
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
  } else {
    const built = await build({ only: values.only });
    for (const { name, bytes, gzipBytes } of built) {
      const line = `${name.padEnd(24)} ${(bytes / 1024).toFixed(0).padStart(6)} KiB ${(gzipBytes / 1024).toFixed(0).padStart(6)} KiB gzip`;
      console.log(values.json ? JSON.stringify({ name, bytes, gzipBytes }) : line);
    }
  }
}
