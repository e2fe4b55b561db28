// The files of the site that lie in its bucket, in dist/site/, and the list by which they are put there: dist/site.json.
import { readdir, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { buildPages } from './pages.ts';

const directory = 'dist/site';

/** One file of the site. */
export interface SiteFile {
  /** In the bucket, and below `dist/site/`. */
  readonly key: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Named by its content it never changes; else it is asked for anew each time. */
const cacheControlOf = (key: string): string =>
  /-[A-Z0-9]{8}\.\w+$/.test(key) ? 'public, max-age=31536000, immutable' : 'no-cache';

const describe = (key: string): SiteFile => {
  const contentType = types[extname(key)];
  if (contentType === undefined) throw new Error(`${key} is of no known type`);
  return { key, contentType, cacheControl: cacheControlOf(key) };
};

/** A page comes after the files it names. */
const isPage = ({ key }: SiteFile): boolean => key.endsWith('.html');

export const buildSite = async () => {
  const built = await buildPages({
    name: 'staff',
    directory: `${directory}/staff`,
    base: '/staff',
    title: 'Tandem staff',
    script: 'web/staff/main.tsx',
    style: 'web/staff/staff.css',
    icon: 'web/staff/icon.svg',
  });
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => describe(`${parentPath}/${name}`.slice(directory.length + 1)))
    .sort((one, other) => one.key.localeCompare(other.key));
  const ordered = [...files.filter((file) => !isPage(file)), ...files.filter(isPage)];
  await writeFile(`${directory}.json`, JSON.stringify(ordered, undefined, 2));
  return built;
};
