// Style, script and pictures, all of our own making.
import { readFileSync } from 'node:fs';
import { AppError } from '../../../platform/kernel/errors.ts';
import { drawing } from '../drawing.ts';
import type { Raw, Visit } from '../visit.ts';

/** The build puts them beside the bundle. */
const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

const types: Readonly<Record<string, string>> = {
  'shop.css': 'text/css; charset=utf-8',
  'shop.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

const kept = new Map<string, string>();

const contentOf = (name: string): string => {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const content = file(name);
  kept.set(name, content);
  return content;
};

export const asset = ({ params: { name = '' } }: Visit): Raw => {
  if (!Object.hasOwn(types, name)) throw new AppError('not-found');
  return {
    contentType: types[name] ?? '',
    body: contentOf(name),
    cacheControl: 'public, max-age=3600',
  };
};

/** `mug.svg`, `mug-detail.svg`: a drawing of the thing, or of its first letter. */
export const productPicture = ({ params: { name = '' } }: Visit): Raw => {
  const [, slug] = /^([\p{L}\p{N}_-]{1,100})\.svg$/u.exec(name) ?? [];
  if (slug === undefined) throw new AppError('not-found');
  return {
    contentType: 'image/svg+xml',
    body: drawing(slug),
    cacheControl: 'public, max-age=86400',
  };
};
