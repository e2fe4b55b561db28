// A table that the template protects is deleted by nobody, until the template says otherwise.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { run, writeAssembly } from '../support/assembly-fixture.ts';

const keys = {
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};

const assembly = (isProtected: boolean) =>
  writeAssembly({
    Shop: {
      Resources: {
        Orders: {
          Type: 'AWS::DynamoDB::Table',
          Properties: { ...keys, TableName: 'orders', DeletionProtectionEnabled: isProtected },
        },
        Users: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            ...keys,
            TableName: 'users',
            Replicas: [
              { Region: 'eu-central-1', DeletionProtectionEnabled: isProtected },
              { Region: 'us-west-2', DeletionProtectionEnabled: !isProtected },
            ],
          },
        },
      },
    },
  });

const names = ['orders', 'users'];

const deletions = async (isProtected: boolean, dataDir: string): Promise<string[]> => {
  const running = await run(assembly(isProtected), { dataDir });
  const client = new DynamoDBClient(running.client());
  const answers = await Promise.all(
    names.map((TableName) =>
      client.send(new DeleteTableCommand({ TableName })).then(
        () => 'deleted',
        (error: Error) => `${error.name}: ${error.message}`,
      ),
    ),
  );
  client.destroy();
  await running.stop();
  return answers;
};

it('also with kept tables, when the template changes', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-protected-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const refused = expect.stringMatching(/^ValidationException: .*protected against deletion/);
  expect(await deletions(true, dataDir)).toEqual([refused, refused]);
  expect(await deletions(false, dataDir)).toEqual(['deleted', 'deleted']);
});
