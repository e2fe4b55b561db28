// Keeps the tree of categories; changes of its shape are made one after the other, so that two of them cannot close a circle.
import type { Readable } from '../../../platform/data/readable.ts';
import {
  isNew,
  type Key,
  type Table,
  versionIs,
  type Write,
} from '../../../platform/data/table.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import {
  type Categories,
  type Category,
  type GivenCategory,
  placed,
  unnamedCategory,
} from '../domain/category.ts';
import type { ChangeLog } from '../search/change-log.ts';
import { categoryItem } from '../stored.ts';

export interface CategoryStore {
  all(): Promise<Categories>;
  /** Adds a category nobody has named yet; one that is there stays as it is. */
  ensure(id: string): Promise<void>;
  /** What is not named stays. Throws `validation-failed` for a parent that will not do. */
  save(given: GivenCategory): Promise<Category>;
}

const partition = 'CATEGORIES';
const treeKey: Key = { pk: partition, sk: 'TREE' };
const prefix = 'CATEGORY#';

class TreeChanged extends Error {}
class AlreadyThere extends Error {}

const isStale = (error: unknown): boolean => error instanceof TreeChanged;

const put = (category: Category): Write => ({
  put: { pk: partition, sk: `${prefix}${category.id}`, ...category },
});

export const createCategoryStore = ({
  table,
  changes,
  readable,
}: {
  readonly table: Table;
  readonly changes: ChangeLog;
  readonly readable: Readable;
}): CategoryStore => {
  const all = async (): Promise<Categories> => {
    const items = await table.query<Category>(partition, { prefix });
    const categories = readable.wellFormed('category', categoryItem, items);
    return new Map(categories.map(({ id, name, parent }) => [id, { id, name, parent }]));
  };

  const saveOnce = async (given: GivenCategory): Promise<Category> => {
    const tree = await table.get<{ version: number }>(treeKey);
    const category = placed(await all(), given);
    const version = tree?.version ?? 0;
    await table.transact([
      {
        put: { ...treeKey, version: version + 1 },
        condition: version === 0 ? isNew : versionIs(version),
        refused: () => new TreeChanged(),
      },
      put(category),
      changes.note({ kind: 'categories' }),
    ]);
    return category;
  };

  return {
    all,

    ensure: async (id) => {
      try {
        await table.transact([
          { ...put(unnamedCategory(id)), condition: isNew, refused: () => new AlreadyThere() },
          changes.note({ kind: 'categories' }),
        ]);
      } catch (error) {
        if (!(error instanceof AlreadyThere)) throw error;
      }
    },

    save: (given) => retryOn(isStale, () => saveOnce(given)),
  };
};
