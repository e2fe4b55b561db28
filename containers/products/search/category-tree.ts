// The tree of categories in memory.
import { type Categories, lineage } from '../domain/category.ts';

export interface CategoryTree {
  /** Reads it anew. */
  take(): Promise<void>;
  all(): Categories;
  /** The category and those below it. */
  below(category: string): ReadonlySet<string>;
  /** How many of these, by the category they are in, each category has in it and below it. */
  counts(categories: Iterable<string>): ReadonlyMap<string, number>;
}

export const createCategoryTree = (store: { all(): Promise<Categories> }): CategoryTree => {
  let categories: Categories = new Map();
  return {
    take: async () => {
      categories = await store.all();
    },

    all: () => categories,

    below: (category) =>
      new Set([
        category,
        ...[...categories.keys()].filter((id) => lineage(categories, id).includes(category)),
      ]),

    counts: (each) => {
      const counts = new Map<string, number>();
      for (const category of each) {
        for (const id of lineage(categories, category)) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return counts;
    },
  };
};
