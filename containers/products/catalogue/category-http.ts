// The tree of categories over HTTP.
import {
  type Category as CategoryView,
  listCategories,
  nameCategory,
} from '../../../events/http/products/products.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { type Category, inTreeOrder } from '../domain/category.ts';
import type { Search } from '../search/search.ts';
import type { CategoryStore } from './category-store.ts';

const isSlug = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,63}$/.test(text);

export const categoryEndpoints = ({
  categories,
  search,
}: {
  readonly categories: CategoryStore;
  readonly search: Search;
}): readonly Endpoint[] => {
  const view = (category: Category, counts: ReadonlyMap<string, number>): CategoryView => ({
    ...category,
    products: counts.get(category.id) ?? 0,
  });

  return [
    endpoint(listCategories, () => {
      const counts = search.counts();
      const items = inTreeOrder(search.categories()).map((category) => view(category, counts));
      return { status: 200, body: { items, nextCursor: null } };
    }),

    endpoint(nameCategory, async ({ params: { id }, body }) => {
      if (!isSlug(id)) throw new AppError('not-found');
      const category = await categories.save({ id, ...body });
      await search.takeCategories();
      return { status: 200, body: view(category, search.counts()) };
    }),
  ];
};
