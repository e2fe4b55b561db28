// The auditor over a running system: it reads all tables with a role that may do nothing else, and finds nothing.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

it('reads everything and finds no broken invariant', async () => {
  const token = await shop.tokenOf(demo);
  const sku = await shop.newSku(4);
  const tokens = ['tok_approved', 'tok_declined', 'tok_async_approved', 'tok_error_once'];
  for (const paymentToken of tokens) {
    const { body } = await shop.place(token, order(sku, paymentToken));
    await shop.settled(token, body.id);
  }
  await expect.poll(() => shop.stock(sku)).toEqual({ onHand: 4, reserved: 3, available: 1 });
  const lambda = new LambdaClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: 'tandem-dev-auditor-handler:live', Payload: '{}' }),
  );
  lambda.destroy();
  expect(FunctionError).toBeUndefined();
  const result = JSON.parse(Buffer.from(Payload ?? []).toString()) as { items: number };
  const said = await shop.helper<{ lines: unknown[] }>('logs?text=an+invariant+is+broken');
  expect({ ...result, said: said.lines }).toEqual({
    breaches: 0,
    items: result.items,
    complete: true,
    said: [],
  });
  expect(result.items).toBeGreaterThan(30);
});
