// Bundles written into dist/, each with its map and what lies beside it.
import { chmod, copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';
import type { Bundle } from './bundles.ts';
import { ownSourceMap } from './source-map.ts';
import { rememberSources } from './sources.ts';

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

/** All bundles of a kind, in one call. */
export const buildKind = async (kind: Bundle['kind'], all: readonly Bundle[]): Promise<Built[]> => {
  const bundles = all.filter((bundle) => bundle.kind === kind);
  if (bundles.length === 0) return [];
  const { outputFiles = [], metafile } = await esbuild(bundleOptions(kind, bundles));
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
