// The tables of the running system, as its administrator: for what no route answers or takes.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SeedContext } from '../seed.ts';

export async function withDatabase<T>(
  { awsUrl }: SeedContext,
  work: (client: DynamoDBClient) => Promise<T>,
): Promise<T> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    endpoint: awsUrl,
    region: process.env.AWS_REGION ?? 'us-east-1',
    credentials: { accessKeyId: 'seed', secretAccessKey: 'seed' },
  });
  return await work(client).finally(() => client.destroy());
}
