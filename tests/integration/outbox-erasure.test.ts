// What was published is known to have been sent, and no longer known by its words.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOutboxes } from '../../functions/outbox-relay/store.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders } from '../support/order-service.ts';
import { shippingAddress } from '../support/orders.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

it('a published item keeps what it sent and where to, not what that said', async () => {
  const table = await database.table('outbox');
  const { place } = await startOrders(table);
  const paymentMethod = { token: 'tok_approved' };
  const lines = [{ sku: 'MUG', quantity: 1 }];
  const key = { 'idempotency-key': 'outbox-0123456789abcdef' };
  await place({ lines, shippingAddress, paymentMethod }, key);
  const outboxes = createOutboxes(database.client);
  const [item, ...others] = await outboxes.pending('outbox', '9', 10);
  if (item === undefined) throw new Error('nothing was said');
  expect(others).toEqual([]);
  expect(JSON.stringify(item)).toContain(shippingAddress.name);
  await outboxes.markPublished(item, 1_800_000_000);
  expect(await outboxes.pending('outbox', '9', 10)).toEqual([]);
  expect(await table.get(item.key)).toEqual({
    ...item.key,
    expiresAt: 1_800_000_000,
    messages: item.messages.map(({ destination, envelope: { data: _, ...envelope } }) => ({
      destination,
      envelope,
    })),
  });
});
