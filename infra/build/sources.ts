// Which files each bundle is made from, so that a change of one rebuilds what depends on it: `dist/sources.json`.

import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Metafile } from 'esbuild';
import type { Bundle } from './bundles.ts';

const file = 'dist/sources.json';

/** By the name of the bundle, the files of this repository. */
type Sources = Readonly<Record<string, readonly string[]>>;

/** All that the entry imports, directly or not: what is not used today may be tomorrow. */
const sourcesOf = (entry: string, { inputs }: Metafile): string[] => {
  const seen = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path) || /(^|\/)node_modules\//.test(path)) continue;
    seen.add(path);
    waiting.push(...(inputs[path]?.imports ?? []).map((each) => each.path));
  }
  return [...seen].filter((path) => !/^[\w-]+:/.test(path)).sort();
};

const known = async (): Promise<Sources> =>
  JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Sources;

// Functions and containers are built side by side.
let last: Promise<unknown> = Promise.resolve();

export const rememberSources = (
  bundles: readonly Bundle[],
  metafile: Metafile,
): Promise<unknown> => {
  const found = bundles.map(({ name, entry }) => [name, sourcesOf(entry, metafile)]);
  last = last.then(async () => {
    const aside = `${file}.${process.pid}`;
    await writeFile(aside, JSON.stringify({ ...(await known()), ...Object.fromEntries(found) }));
    await rename(aside, file);
  });
  return last;
};
