// Builds every function and container into dist/: one bundle each, minified ESM for Node 24, schemas compiled ahead of time.
import { rmSync, writeFileSync } from 'node:fs';
import type { BuildFailure } from 'esbuild';
import { parseFlags, printUsage, UsageError } from '../../platform/cli/flags.ts';
import { buildConsole } from '../build/browser/console.ts';
import { writeShopScript } from '../build/browser/shop-script.ts';
import { buildSite } from '../build/browser/site.ts';
import { type Built, buildKind } from '../build/build-kind.ts';
import { findBundles } from '../build/bundles.ts';
import { writeGraphqlDocuments } from '../build/graphql-documents.ts';
import { writeScalar } from '../build/scalar.ts';
import { writeDocuments } from '../documents/write.ts';

const usage = `Usage: npm run build [-- --only <bundle> --json]

Builds functions, containers, the console and the staff pages into dist/.
  --only <bundle>   only this bundle, e.g. auth-handler, orders, console or staff (repeatable)
  --json            print { name, bytes, gzipBytes } of each bundle as JSON lines
  --help            this text`;

/** Not there while a build of everything goes on, nor after one that was interrupted: `tandem.mjs` looks for it. */
const whole = 'dist/whole';

/** Answers what was built; throws when a bundle does not build. */
export const build = async ({ only }: { only?: readonly string[] } = {}): Promise<Built[]> => {
  const all = await findBundles();
  const names = [...all.map(({ name }) => name), 'console', 'staff'];
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`no bundle ${unknown}; there are ${names.join(', ')}`);
  }
  if (only === undefined) rmSync(whole, { force: true });
  const isWanted = ({ name }: { name: string }) => only === undefined || only.includes(name);
  const wanted = all.filter(isWanted);
  await writeDocuments('dist');
  await writeGraphqlDocuments('dist/graphql-documents.json');
  const takes = (asset: string) => wanted.some(({ assets }) => assets.includes(asset));
  if (takes('dist/scalar.js.gz')) await writeScalar('dist/scalar.js.gz');
  if (takes('dist/shop.js')) await writeShopScript('dist/shop.js');
  const built = await Promise.all([
    buildKind('function', wanted),
    buildKind('container', wanted),
    isWanted({ name: 'console' }) ? [await buildConsole()] : [],
    isWanted({ name: 'staff' }) ? [await buildSite()] : [],
  ]);
  if (only === undefined) writeFileSync(whole, '');
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
    if (error instanceof UsageError) {
      printUsage(error);
      process.exitCode = 2;
    } else if (isBuildFailure(error)) {
      // esbuild has said where, with the lines around it.
      process.exitCode = 1;
    } else throw error;
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
