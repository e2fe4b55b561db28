// `npm run dev`: a changed file rebuilds its bundles and replaces only those functions or containers.

import { once } from 'node:events';
import { basename, join, relative } from 'node:path';
import { watch } from 'chokidar';
import { paths, repository } from '../../cli/paths.ts';
import { buildBundles, sources as folders } from '../../cli/prepare.ts';
import { excerptOf } from './excerpt.ts';
import { type Swapped, swap } from './swap.ts';
import { bundlesOf, pages, type Running, unitsOf } from './units.ts';

export interface Watching {
  close(): Promise<void>;
}

// Editors write a file in several steps; one rebuild for all of them.
const settleMs = 60;

/** Whoever has waited so long is told what for. */
const slowMs = 1_000;

export interface Workshop {
  /** Directory of the sources. */
  readonly root: string;
  /** Where `build` puts the bundles, and in `sources.json` what they are made from. */
  readonly dist: string;
  /** Builds these bundles, or all when none is named. */
  build(names: readonly string[]): Promise<unknown>;
}

export interface WatchOptions {
  readonly workshop?: Workshop;
  /** Called when something has changed, whatever comes of it. */
  readonly changed?: () => void;
  /** Called when functions or containers were replaced. */
  readonly replaced?: () => void;
}

/** Files that editors and `sed -i` write beside a file have no ending, or one of these. */
const isSource = (path: string) =>
  /^[^.].*\.\w+$/.test(basename(path)) && !/[~#]$|\.sw.$/.test(path);

/** Resolves when it sees changes. What does not build is said, and what ran before goes on. */
export async function watchSources(
  running: Running,
  say: (text: string) => void,
  { workshop = here, changed = () => {}, replaced = () => {} }: WatchOptions = {},
): Promise<Watching> {
  const files = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();

  const watcher = watch(
    folders.map((folder) => join(workshop.root, folder)),
    { ignoreInitial: true },
  );
  watcher.on('all', (event, path) => {
    if (event.endsWith('Dir') || !isSource(path)) return;
    files.add(relative(workshop.root, path).replaceAll('\\', '/'));
    clearTimeout(timer);
    timer = setTimeout(flush, settleMs);
  });
  await once(watcher, 'ready');

  function flush(): void {
    const batch = [...files];
    files.clear();
    work = work
      .then(() => replace(running, batch, say, workshop))
      .then((any) => any && replaced())
      .catch((error: unknown) => say(`${(error as Error).message}\nwhat ran before goes on`))
      .then(changed);
  }

  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

const here: Workshop = { root: repository, dist: paths.dist, build: buildBundles };

async function replace(
  running: Running,
  files: readonly string[],
  say: (text: string) => void,
  workshop: Workshop,
): Promise<boolean> {
  const sources = files.filter((file) => !file.startsWith('infra/'));
  if (sources.length < files.length) say('infra/ has changed: start again to take it over');
  if (sources.length === 0) return false;
  const startedAt = performance.now();
  const units = unitsOf(running, workshop.dist);
  const wanted = bundlesOf(units, sources, workshop.dist);
  if (wanted?.length === 0) return false;
  const more = sources.length > 2 ? ` and ${sources.length - 2} more` : '';
  const change = `${sources.slice(0, 2).join(', ')}${more} changed`;
  const count = wanted ? `${wanted.length} of the bundles` : 'all bundles';
  const slow = setTimeout(() => say(`${change}: building ${count} …`), slowMs);
  await workshop.build(wanted ?? []).finally(() => clearTimeout(slow));
  const { replaced: swapped, refused } = await swap(units);
  const shown = (wanted ?? []).filter((name) => pages.includes(name));
  if (wanted?.includes('staff') ?? true) running.putSiteFiles?.();
  const replaced = [...swapped, ...shown];
  for (const each of refused) say(whyRefused(each, workshop.root));
  const what = replaced.join(', ') || 'nothing';
  say(`${change}: replaced ${what} in ${Math.round(performance.now() - startedAt)} ms`);
  return replaced.length > 0;
}

function whyRefused({ name, error }: Swapped['refused'][number], root: string): string {
  const what = `${name} does not start with what was saved: ${error.message}`;
  return [what, excerptOf(error.stack ?? '', root), 'what ran before goes on']
    .filter((part) => part !== '')
    .join('\n');
}
