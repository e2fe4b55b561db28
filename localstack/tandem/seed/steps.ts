// What the embedded default is seeded with, in order.

import { seedCatalogue } from './catalogue.ts';
import { readSecret, withDatabase } from './database.ts';
import { type SeedContext, type SeedResult, type SeedStep, seed } from './seed.ts';

/** Straight into the table: the first administrator can be made by no one. */
async function accounts(context: SeedContext): Promise<string> {
  const { seedAccounts, seedUsers, syntheticUser } = await import('./accounts.ts');
  const tableName = `tandem-${context.stage}-users`;
  const account = await readSecret(context, `tandem/${context.stage}/synthetic-customer/account`);
  const users = [...seedUsers, syntheticUser(JSON.parse(account).password)];
  await withDatabase(context, (client) => seedAccounts({ client, tableName, users }));
  return `${seedUsers.length} users`;
}

const steps: readonly SeedStep[] = [
  { name: 'accounts', run: accounts },
  { name: 'catalogue', run: seedCatalogue },
];

export const seedShop = (
  context: SeedContext,
  onResult?: (result: SeedResult) => void,
): Promise<readonly SeedResult[]> => seed(context, steps, onResult);
