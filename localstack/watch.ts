// `npm run dev`: a changed file rebuilds its bundles and replaces only those functions or containers.

import { cpSync, existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { paths, repository } from './cli/paths.ts';
import { buildBundles } from './cli/prepare.ts';
import type { Cloud } from './cloud.ts';
import { tasksOf } from './tasks.ts';

export interface Watching {
  close(): void;
}

const folders = ['functions', 'containers', 'events', 'platform', 'infra', 'web'];
// Editors write a file in several steps; one rebuild for all of them.
const settleMs = 60;

export interface Workshop {
  /** Directory of the sources. */
  readonly root: string;
  /** Where `build` puts the bundles. */
  readonly dist: string;
  /** Builds these bundles, or all when none is named. */
  build(names: readonly string[]): Promise<unknown>;
}

const here: Workshop = { root: repository, dist: paths.dist, build: buildBundles };

export function watchSources(
  cloud: Cloud,
  say: (text: string) => void,
  workshop: Workshop = here,
  replaced: () => void = () => undefined,
): Watching {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();

  const watchers = folders.map((folder) =>
    watch(join(workshop.root, folder), { recursive: true }, (_event, file) => {
      if (!file || /(^|\/)\.|~$/.test(file)) return;
      changed.add(`${folder}/${file}`);
      clearTimeout(timer);
      timer = setTimeout(flush, settleMs);
    }),
  );

  function flush(): void {
    const files = [...changed];
    changed.clear();
    work = work
      .then(() => replace(cloud, files, say, workshop))
      .then((any) => any && replaced())
      .catch((error: unknown) => say((error as Error).message));
  }

  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

async function replace(
  cloud: Cloud,
  files: readonly string[],
  say: (text: string) => void,
  workshop: Workshop,
): Promise<boolean> {
  const sources = files.filter((file) => !file.startsWith('infra/'));
  if (sources.length < files.length) say('infra/ has changed: start again to take it over');
  if (sources.length === 0) return false;
  const startedAt = performance.now();
  const units = unitsOf(cloud, workshop);
  await workshop.build(bundlesOf(units, sources));
  const replaced = await swap(units);
  const what = replaced.join(', ') || 'nothing';
  const more = sources.length > 2 ? ` and ${sources.length - 2} more` : '';
  say(
    `${sources.slice(0, 2).join(', ')}${more} changed: replaced ${what} in ${Math.round(performance.now() - startedAt)} ms`,
  );
  return replaced.length > 0;
}

interface Unit {
  readonly name: string;
  /** Directory that `infra/tools/build.ts` writes. */
  readonly source: string;
  /** Directory of the asset in the assembly, from which it runs. */
  readonly target: string;
  replace(): unknown;
}

function unitsOf(cloud: Cloud, { dist }: Workshop): Unit[] {
  const functions = cloud.functions.list().map(({ name, codePath }) => ({
    name: name.replace(/^tandem-[^-]+-/, ''),
    target: codePath,
    replace: () => cloud.functions.reload(name),
  }));
  const containers = tasksOf(cloud)
    .list()
    .map(({ name, directory }) => ({
      name,
      target: directory,
      replace: () => tasksOf(cloud).reload(name),
    }));
  return [
    ...functions.map((unit) => ({ ...unit, source: join(dist, 'functions', unit.name) })),
    ...containers.map((unit) => ({ ...unit, source: join(dist, 'containers', unit.name) })),
  ].filter(({ source }) => existsSync(source));
}

/** Bundles of the services whose files changed; all of them when shared code did. */
function bundlesOf(units: readonly Unit[], files: readonly string[]): string[] {
  if (files.some((file) => /^(events|platform)\//.test(file))) return [];
  const services = new Set(files.map((file) => file.split('/')[1] ?? ''));
  return units
    .map(({ name }) => name)
    .filter((name) => [...services].some((one) => name === one || name.startsWith(`${one}-`)));
}

function bundleOf(directory: string): string {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('\n');
}

/** Copies each bundle that is not the one that runs into the directory it runs from. */
async function swap(units: readonly Unit[]): Promise<string[]> {
  const different = units.filter(({ source, target }) => bundleOf(source) !== bundleOf(target));
  for (const { source, target } of different) cpSync(source, target, { recursive: true });
  await Promise.all(different.map((unit) => unit.replace()));
  return different.map(({ name }) => name);
}
