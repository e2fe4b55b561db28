// What there is to build: every entry file of functions/ and containers/.
import { readdir } from 'node:fs/promises';

export interface Bundle {
  /** `auth-handler`, `orders`. */
  readonly name: string;
  readonly kind: 'function' | 'container';
  readonly entry: string;
  readonly directory: string;
  readonly outfile: string;
  /** Files the bundle takes along, by path. */
  readonly assets: readonly string[];
}

/** What is deployed ends so: `handler.entry.ts` of auth is the function `auth-handler`. */
const suffix = '.entry.ts';

/** What a function serves besides its code. */
const assetsOf: Readonly<Record<string, readonly string[]>> = {
  docs: ['dist/openapi.json', 'dist/asyncapi.json', 'dist/scalar.js.gz', 'web/docs/docs.js'],
  'bff-web': ['dist/graphql-documents.json'],
  storefront: ['web/storefront/shop.css', 'dist/shop.js', 'web/storefront/icon.svg'],
};

const folders = async (path: string): Promise<string[]> =>
  (await readdir(path, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

const entriesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();

const functionBundles = async (service: string): Promise<Bundle[]> => {
  const folder = `functions/${service}`;
  return (await entriesOf(folder)).map((entry) => {
    const directory = `dist/functions/${service}-${entry}`;
    return {
      name: `${service}-${entry}`,
      kind: 'function',
      entry: `${folder}/${entry}${suffix}`,
      directory,
      outfile: `${directory}/index.mjs`,
      assets: assetsOf[service] ?? [],
    };
  });
};

/** One process, one entry. */
const containerBundles = async (service: string): Promise<Bundle[]> => {
  const folder = `containers/${service}`;
  const directory = `dist/containers/${service}`;
  return (await entriesOf(folder)).map((entry) => ({
    name: service,
    kind: 'container',
    entry: `${folder}/${entry}${suffix}`,
    directory,
    outfile: `${directory}/main.mjs`,
    assets: [`${folder}/Dockerfile`],
  }));
};

export const findBundles = async (): Promise<Bundle[]> => {
  const functions = await Promise.all((await folders('functions')).map(functionBundles));
  const containers = await Promise.all((await folders('containers')).map(containerBundles));
  return [...functions.flat(), ...containers.flat()];
};
