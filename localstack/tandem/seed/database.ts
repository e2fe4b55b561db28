// The tables and secrets of the running system, as its administrator: for what no route answers or takes.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SeedContext } from './seed.ts';

const administrator = (endpoint: string) => ({
  endpoint,
  region: process.env.AWS_REGION ?? 'us-east-1',
  credentials: { accessKeyId: 'seed', secretAccessKey: 'seed' },
});

export async function withDatabase<T>(
  { awsUrl }: SeedContext,
  work: (client: DynamoDBClient) => Promise<T>,
): Promise<T> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(administrator(awsUrl));
  return await work(client).finally(() => client.destroy());
}

export async function readSecret({ awsUrl }: SeedContext, SecretId: string): Promise<string> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import(
    '@aws-sdk/client-secrets-manager'
  );
  const client = new SecretsManagerClient(administrator(awsUrl));
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  client.destroy();
  return SecretString;
}
