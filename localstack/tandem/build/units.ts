// What runs and can be replaced, and which of it is made from a changed file.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tasks } from '../../ecs/tasks.ts';
import type { FunctionService } from '../../lambda/lambda.ts';

export interface Running {
  readonly functions: Pick<FunctionService, 'list' | 'reload' | 'tryOut'>;
  readonly tasks: Pick<Tasks, 'list' | 'reload'>;
  /** Puts what was built of the site where it is served from. */
  readonly putSiteFiles?: () => void;
}

export interface Unit {
  readonly name: string;
  /** Directory that `infra/tools/build.ts` writes. */
  readonly source: string;
  /** Directory of the asset in the assembly, from which it runs. */
  readonly target: string;
  /** Rejects where the code of `source` does not load. */
  tryOut(): Promise<void>;
  /** Takes over what is in `target`; rejects where that does not run, and what ran before goes on. */
  replace(): Promise<unknown>;
}

/** Pages in the browser, which nothing runs. */
export const pages: readonly string[] = ['console', 'staff'];

/** By the beginning of their path, files that no bundle imports, and the service that takes them along. */
const takenAlong = [
  ['web/console/', 'console'],
  // Made of parts of the console.
  ['web/console/', 'staff'],
  ['web/staff/', 'staff'],
  ['web/storefront/', 'storefront'],
  ['web/docs/', 'docs'],
  ['clients/graphql/', 'bff-web'],
  ['clients/typescript/', 'console'],
  ['clients/typescript/', 'staff'],
  ['clients/typescript/', 'storefront'],
] as const;

export function unitsOf({ functions: code, tasks }: Running, dist: string): Unit[] {
  const functions = code.list().map(({ name: fullName, codePath }) => {
    const name = fullName.replace(/^tandem-[^-]+-/, '');
    const source = join(dist, 'functions', name);
    return {
      name,
      source,
      target: codePath,
      tryOut: () => code.tryOut(fullName, source),
      replace: async () => code.reload(fullName),
    };
  });
  const containers = tasks.list().map(({ name, directory }) => ({
    name,
    source: join(dist, 'containers', name),
    target: directory,
    // New tasks take over when they are healthy.
    tryOut: async () => undefined,
    replace: () => tasks.reload(name),
  }));
  return [...functions, ...containers].filter(({ source }) => existsSync(source));
}

type Sources = Readonly<Record<string, readonly string[]>>;

/** As infra/build/sources.ts writes it. */
function readSources(dist: string): Sources {
  const file = join(dist, 'sources.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Sources) : {};
}

/** The bundles that are made from these files; undefined where that may be all of them. */
export function bundlesOf(
  units: readonly Unit[],
  files: readonly string[],
  dist: string,
): string[] | undefined {
  const sources = readSources(dist);
  const names = units.map(({ name }) => name);
  const wanted = files.map((file) => usersOf(file, names, sources));
  if (wanted.includes(undefined)) return undefined;
  return [...new Set(wanted.flatMap((users) => users ?? []))];
}

function usersOf(file: string, names: readonly string[], sources: Sources): string[] | undefined {
  const [folder, service = ''] = file.split('/');
  const importers = names.filter((name) => sources[name]?.includes(file));
  if (folder === 'events' || folder === 'platform') {
    // What contracts are made of is in no bundle: they are evaluated by the build.
    if (importers.length === 0) return undefined;
    const documents = names.filter((name) => name.startsWith('docs-'));
    return folder === 'events' ? [...importers, ...documents] : importers;
  }
  const takers = takenAlong.flatMap(([start, taker]) => (file.startsWith(start) ? [taker] : []));
  const services = folder === 'functions' || folder === 'containers' ? [service] : takers;
  const own = names.filter((name) =>
    services.some((each) => name === each || name.startsWith(`${each}-`)),
  );
  return [...importers, ...own, ...takers.filter((taker) => pages.includes(taker))];
}
