// What the embedded default is seeded with, in order.

import type { SeedContext, SeedStep } from '../seed.ts';
import { seedCatalogue } from './catalogue.ts';

/** Straight into the table: the first administrator can be made by no one. */
async function accounts({ awsUrl, stage }: SeedContext): Promise<string> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { seedAccounts, seedUsers } = await import('./accounts.ts');
  const client = new DynamoDBClient({
    endpoint: awsUrl,
    region: process.env.AWS_REGION ?? 'us-east-1',
    credentials: { accessKeyId: 'seed', secretAccessKey: 'seed' },
  });
  try {
    await seedAccounts({ client, tableName: `tandem-${stage}-users` });
  } finally {
    client.destroy();
  }
  return `${seedUsers.length} users`;
}

export const seedSteps: readonly SeedStep[] = [
  { name: 'accounts', run: accounts },
  { name: 'catalogue', run: seedCatalogue },
];
