// `npm run dev`: a changed file rebuilds its bundles and replaces only those functions or containers.

import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { watch } from 'chokidar';
import { paths, repository } from '../../cli/paths.ts';
import { buildBundles } from '../../cli/prepare.ts';
import type { Functions } from '../../cloud/cloud.ts';
import type { Tasks } from '../../ecs/tasks.ts';

export interface Watching {
  close(): Promise<void>;
}

const folders = ['functions', 'containers', 'events', 'platform', 'infra', 'web'];
/** Served from where it is built. */
const pages = 'console';
// Editors write a file in several steps; one rebuild for all of them.
const settleMs = 60;

export interface Workshop {
  /** Directory of the sources. */
  readonly root: string;
  /** Where `build` puts the bundles, and in `sources.json` what they are made from. */
  readonly dist: string;
  /** Builds these bundles, or all when none is named. */
  build(names: readonly string[]): Promise<unknown>;
}

/** What runs, and can be replaced. */
export interface Running {
  readonly functions: Pick<Functions, 'list' | 'reload'>;
  readonly tasks: Pick<Tasks, 'list' | 'reload'>;
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
  const units = unitsOf(running, workshop);
  const wanted = bundlesOf(units, sources, readSources(workshop));
  if (wanted?.length === 0) return false;
  await workshop.build(wanted ?? []);
  const replaced = await swap(units);
  if (wanted?.includes(pages)) replaced.push(pages);
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

function unitsOf({ functions: code, tasks }: Running, { dist }: Workshop): Unit[] {
  const functions = code.list().map(({ name, codePath }) => ({
    name: name.replace(/^tandem-[^-]+-/, ''),
    target: codePath,
    replace: () => code.reload(name),
  }));
  const containers = tasks.list().map(({ name, directory }) => ({
    name,
    target: directory,
    replace: () => tasks.reload(name),
  }));
  return [
    ...functions.map((unit) => ({ ...unit, source: join(dist, 'functions', unit.name) })),
    ...containers.map((unit) => ({ ...unit, source: join(dist, 'containers', unit.name) })),
  ].filter(({ source }) => existsSync(source));
}

type Sources = Readonly<Record<string, readonly string[]>>;

/** As infra/build/sources.ts writes it. */
function readSources({ dist }: Workshop): Sources {
  const file = join(dist, 'sources.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Sources) : {};
}

/** The bundles that are made from these files; undefined where that may be all of them. */
function bundlesOf(
  units: readonly Unit[],
  files: readonly string[],
  sources: Sources,
): string[] | undefined {
  const names = units.map(({ name }) => name);
  const wanted = files.map((file) => usersOf(file, names, sources));
  if (wanted.includes(undefined)) return undefined;
  return [...new Set(wanted.flatMap((users) => users ?? []))];
}

function usersOf(file: string, names: readonly string[], sources: Sources): string[] | undefined {
  const [folder, service = ''] = file.split('/');
  if (file.startsWith('web/console/')) return [pages];
  const users = names.filter((name) => sources[name]?.includes(file));
  if (folder !== 'events' && folder !== 'platform') {
    const own = names.filter((name) => name === service || name.startsWith(`${service}-`));
    return [...users, ...own];
  }
  // What contracts are made of is in no bundle: they are evaluated by the build.
  if (users.length === 0) return undefined;
  const documents = names.filter((name) => name.startsWith('docs-'));
  return folder === 'events' ? [...users, ...documents] : users;
}

function bundleOf(directory: string): string {
  return readdirSync(directory)
    .filter((name) => /\.(?:m?js|css)$/.test(name))
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
