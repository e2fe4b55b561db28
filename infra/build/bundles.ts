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

/** File names of a function folder that are Lambda entries. */
const entryNames = [
  'handler',
  'hashing',
  'authorizer',
  'rotate',
  'rotate-client',
  'consume',
  'consume-stripe',
  'reconcile',
  'reconcile-stripe',
  'sweep',
  'deliver',
];

/** What a function serves besides its code. */
const assetsOf: Readonly<Record<string, readonly string[]>> = {
  docs: ['dist/openapi.json'],
  storefront: ['web/storefront/shop.css', 'web/storefront/shop.js', 'web/storefront/icon.svg'],
};

const folders = async (path: string): Promise<string[]> =>
  (await readdir(path, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

const functionBundles = async (service: string): Promise<Bundle[]> => {
  const files = await readdir(`functions/${service}`);
  return entryNames
    .filter((entry) => files.includes(`${entry}.ts`))
    .map((entry) => {
      const directory = `dist/functions/${service}-${entry}`;
      return {
        name: `${service}-${entry}`,
        kind: 'function' as const,
        entry: `functions/${service}/${entry}.ts`,
        directory,
        outfile: `${directory}/index.mjs`,
        assets: assetsOf[service] ?? [],
      };
    });
};

const containerBundles = async (service: string): Promise<Bundle[]> => {
  const files = await readdir(`containers/${service}`);
  if (!files.includes('main.ts')) return [];
  const directory = `dist/containers/${service}`;
  return [
    {
      name: service,
      kind: 'container',
      entry: `containers/${service}/main.ts`,
      directory,
      outfile: `${directory}/main.mjs`,
      assets: [`containers/${service}/Dockerfile`],
    },
  ];
};

export const findBundles = async (): Promise<Bundle[]> => {
  const functions = await Promise.all((await folders('functions')).map(functionBundles));
  const containers = await Promise.all((await folders('containers')).map(containerBundles));
  return [...functions.flat(), ...containers.flat()];
};
