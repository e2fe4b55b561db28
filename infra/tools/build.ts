// Builds every function and container into dist/: one bundle each, minified ESM for Node 24, schemas compiled ahead of time.
import { chmod, copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildFailure, type BuildOptions, build as esbuild } from 'esbuild';
import { parseFlags } from '../../platform/cli/flags.ts';
import { builtinsPlugin } from '../build/builtins-plugin.ts';
import { type Bundle, findBundles } from '../build/bundles.ts';
import { buildConsole } from '../build/console.ts';
import { contractsPlugin } from '../build/contracts-plugin.ts';
import { credentialsPlugin } from '../build/credentials-plugin.ts';
import { writeGraphqlDocuments } from '../build/graphql-documents.ts';
import { nativeFetchPlugin } from '../build/native-fetch-plugin.ts';
import { writeScalar } from '../build/scalar.ts';
import { writeShopScript } from '../build/shop-script.ts';
import { ownSourceMap } from '../build/source-map.ts';
import { rememberSources } from '../build/sources.ts';
import { writeDocuments } from '../documents/write.ts';

const usage = `Usage: npm run build [-- --only <bundle> --json]

Builds functions, containers and the console into dist/.
  --only <bundle>   only this bundle, e.g. auth-handler, orders or console (repeatable)
  --json            print { name, bytes, gzipBytes } of each bundle as JSON lines
  --help            this text`;

/** One call for all bundles of a kind: what they share is read and parsed once. */
const options = (kind: Bundle['kind'], bundles: readonly Bundle[]): BuildOptions => ({
  entryPoints: bundles.map(({ entry, outfile }) => ({
    in: entry,
    out: outfile.slice('dist/'.length, -extname(outfile).length),
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
    ...(kind === 'function' ? [credentialsPlugin()] : []),
  ],
});

export interface Built {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Written aside and renamed, so that whoever reads a bundle meanwhile reads a whole one. */
const replaceFile = async (path: string, contents: Uint8Array): Promise<void> => {
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, contents);
  // Neither Lambda nor a container runs as who has built it.
  await chmod(aside, 0o644);
  await rename(aside, path);
};

const finish = async (
  bundle: Bundle,
  { contents, map }: { readonly contents: Uint8Array; readonly map: string },
): Promise<Built> => {
  await mkdir(bundle.directory, { recursive: true });
  await replaceFile(`${bundle.outfile}.map`, Buffer.from(ownSourceMap(map)));
  await replaceFile(bundle.outfile, contents);
  await Promise.all(
    bundle.assets.map((asset) => copyFile(asset, `${bundle.directory}/${basename(asset)}`)),
  );
  const { name } = bundle;
  return { name, bytes: contents.byteLength, gzipBytes: gzipSync(contents).byteLength };
};

const buildKind = async (kind: Bundle['kind'], all: readonly Bundle[]): Promise<Built[]> => {
  const bundles = all.filter((bundle) => bundle.kind === kind);
  if (bundles.length === 0) return [];
  const { outputFiles = [], metafile } = await esbuild(options(kind, bundles));
  if (metafile) await rememberSources(bundles, metafile);
  const outputs = new Map(outputFiles.map((file) => [file.path, file]));
  return Promise.all(
    bundles.map((bundle) => {
      const contents = outputs.get(resolve(bundle.outfile))?.contents;
      const map = outputs.get(resolve(`${bundle.outfile}.map`))?.text;
      if (contents === undefined || map === undefined) {
        throw new Error(`${bundle.name} came out empty`);
      }
      return finish(bundle, { contents, map });
    }),
  );
};

/** Answers what was built; throws when a bundle does not build. */
export const build = async ({ only }: { only?: readonly string[] } = {}): Promise<Built[]> => {
  const all = await findBundles();
  const names = [...all.map(({ name }) => name), 'console'];
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no bundle ${unknown}; there are ${names.join(', ')}`);
  const isWanted = ({ name }: { name: string }) => only === undefined || only.includes(name);
  const wanted = all.filter(isWanted);
  await writeDocuments('dist');
  await writeGraphqlDocuments('dist/graphql-documents.json');
  const takes = (asset: string) => wanted.some(({ assets }) => assets.includes(asset));
  if (takes('dist/scalar.js')) await writeScalar('dist/scalar.js');
  if (takes('dist/shop.js')) await writeShopScript('dist/shop.js');
  const built = await Promise.all([
    buildKind('function', wanted),
    buildKind('container', wanted),
    isWanted({ name: 'console' }) ? [await buildConsole()] : [],
  ]);
  return built.flat();
};

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && 'warnings' in error;

const main = async (only: readonly string[] | undefined, json: boolean): Promise<void> => {
  try {
    for (const { name, bytes, gzipBytes } of await build({ ...(only && { only }) })) {
      const line = `${name.padEnd(24)} ${(bytes / 1024).toFixed(0).padStart(6)} KiB ${(gzipBytes / 1024).toFixed(0).padStart(6)} KiB gzip`;
      console.log(json ? JSON.stringify({ name, bytes, gzipBytes }) : line);
    }
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    // esbuild has said where, with the lines around it.
    process.exitCode = 1;
  }
};

if (import.meta.main) {
  const { values } = parseFlags({
    options: {
      only: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
  } else {
    await main(values.only, values.json === true);
  }
}
