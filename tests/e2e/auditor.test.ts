// The auditor over the running system: it reads all tables with a role that may do nothing else, and finds nothing.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, inject, it } from 'vitest';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(inject('apiUrl'), inject('awsUrl'));

it('reads everything and finds no broken invariant', async () => {
  const token = await shop.tokenOf(demo);
  const { body } = await shop.place(token, order('MUG-BLUE'));
  await shop.settled(token, body.id);
  const lambda = new LambdaClient({
    endpoint: inject('awsUrl'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: 'tandem-dev-auditor-handler:live', Payload: '{}' }),
  );
  lambda.destroy();
  expect(FunctionError).toBeUndefined();
  const result = JSON.parse(Buffer.from(Payload ?? []).toString()) as { items: number };
  expect(result).toEqual({ breaches: 0, items: result.items, complete: true });
  expect(result.items).toBeGreaterThan(50);
});
