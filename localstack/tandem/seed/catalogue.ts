// Puts the catalogue into the running system through the public API, as staff would.

import { seedUsers } from './accounts.ts';
import { type Call, caller } from './caller.ts';
import { withDatabase } from './database.ts';
import { categories, products } from './products.ts';
import type { SeedContext } from './seed.ts';

// Enough to keep both cores busy; more only queue up in the table.
const atOnce = 6;

export async function seedCatalogue(context: SeedContext): Promise<string> {
  const { apiUrl } = context;
  const missing = await missingProducts(context);
  if (missing.length > 0) {
    const call = caller(apiUrl, await adminToken(caller(apiUrl)));
    for (const { id, ...category } of categories) await call('PUT', `/categories/${id}`, category);
    await each(missing, (product) =>
      call('POST', '/products', product).catch(async (error: unknown) => {
        // The seed of a start and one by hand may meet: what the other has put there is there.
        if ((await missingProducts(context)).includes(product)) throw error;
      }),
    );
  }
  return `${products.length} products`;
}

/** By the items of their stock, in the shape of containers/products/stock/stock-items.ts: lists are a few seconds old. */
async function missingProducts(context: SeedContext): Promise<typeof products> {
  const { createTable } = await import('../../../platform/data/dynamodb/dynamo-table.ts');
  const keyOf = ({ variants }: (typeof products)[number]) => ({
    pk: `SKU#${variants[0]?.sku}`,
    sk: 'STOCK',
  });
  const found = await withDatabase(context, (client) =>
    createTable(client, `tandem-${context.stage}-products`).getMany(products.map(keyOf)),
  );
  const known = new Set(found.map(({ pk }) => pk));
  return products.filter((product) => !known.has(keyOf(product).pk));
}

async function adminToken(call: Call): Promise<string> {
  const administrator = seedUsers.find(({ roles }) => roles.includes('admin'));
  const { email, password } = administrator ?? {};
  const answer = await call('POST', '/auth/login', { email, password });
  return (answer as { accessToken: string }).accessToken;
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
