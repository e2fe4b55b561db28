// What the embedded default is seeded with, in order.

import type { SeedContext, SeedStep } from '../seed.ts';
import { seedCatalogue } from './catalogue.ts';
import { withDatabase } from './database.ts';

/** Straight into the table: the first administrator can be made by no one. */
async function accounts(context: SeedContext): Promise<string> {
  const { seedAccounts, seedUsers } = await import('./accounts.ts');
  const tableName = `tandem-${context.stage}-users`;
  await withDatabase(context, (client) => seedAccounts({ client, tableName }));
  return `${seedUsers.length} users`;
}

export const seedSteps: readonly SeedStep[] = [
  { name: 'accounts', run: accounts },
  { name: 'catalogue', run: seedCatalogue },
];
