// The tree of categories: parents first, never a circle, at most eight levels.
import { AppError } from '../../../platform/kernel/errors.ts';

export interface Category {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
}

export type Categories = ReadonlyMap<string, Category>;

const deepest = 8;

/** `kitchen-ware` reads `Kitchen ware` until somebody names it. */
export const unnamedCategory = (id: string): Category => {
  const words = id.replaceAll('-', ' ');
  return { id, name: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, parent: null };
};

/** The category and those above it, nearest first; a circle ends where it would begin again. */
export const lineage = (categories: Categories, id: string): string[] => {
  const path: string[] = [];
  let next: string | null = id;
  while (next !== null && !path.includes(next)) {
    path.push(next);
    next = categories.get(next)?.parent ?? null;
  }
  return path;
};

/** Levels from the category down to the last below it. */
const heightOf = (categories: Categories, id: string): number =>
  Math.max(1, ...[...categories.keys()].map((below) => lineage(categories, below).indexOf(id) + 1));

const refuse = (code: string, detail: string): never => {
  throw new AppError('validation-failed', { errors: [{ pointer: '/parent', code, detail }] });
};

/** Throws `validation-failed` for a parent that is unknown, below the category itself, or too deep. */
const checkParent = (categories: Categories, { id, parent }: Category): void => {
  if (parent === null) return;
  if (!categories.has(parent)) refuse('unknown', 'is not a category');
  const above = lineage(categories, parent);
  if (above.includes(id)) refuse('circle', 'is below the category itself');
  if (above.length + heightOf(categories, id) > deepest)
    refuse('too-deep', `the tree has at most ${deepest} levels`);
};

/** What is given of a category: its parent stays where it is not named. */
export interface GivenCategory {
  readonly id: string;
  readonly name: string;
  readonly parent?: string | null;
}

/** The tree's new category; throws `validation-failed` for a parent that will not do. */
export const placed = (
  categories: Categories,
  { id, name, parent = categories.get(id)?.parent ?? null }: GivenCategory,
): Category => {
  const category = { id, name, parent };
  checkParent(categories, category);
  return category;
};

/** Parents before their children, siblings by name. */
export const inTreeOrder = (categories: Categories): Category[] => {
  const children = new Map<string | null, Category[]>();
  for (const category of categories.values()) {
    const parent =
      category.parent !== null && categories.has(category.parent) ? category.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), category]);
  }
  const below = (parent: string | null): Category[] =>
    (children.get(parent) ?? [])
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
      .flatMap((category) => [category, ...below(category.id)]);
  return below(null);
};
