// A customer with very many orders pages through all of them, without gap or repetition, while new ones arrive.
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { absent } from '../../containers/orders/domain/order.ts';
import { createListing } from '../../containers/orders/lists/listing.ts';
import { customerView } from '../../containers/orders/lists/projection.ts';
import { createOrderStore } from '../../containers/orders/store.ts';
import type { Item, Table } from '../../platform/data/table.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { customerId, placeCommand, run } from '../support/orders.ts';

/** 100,000 take three minutes here: set TANDEM_MANY_ORDERS to try them. */
const count = Number(process.env.TANDEM_MANY_ORDERS ?? 2_000);
const name = 'many-orders';

let database: TestDatabase;
let table: Table;

const idOf = (index: number): string => `ord_${String(index).padStart(32, '0')}`;

const itemsOf = (index: number): Item[] => {
  const placedAt = new Date(Date.UTC(2020, 0, 1) + index * 1_000).toISOString();
  const orderId = idOf(index);
  const { events } = run(absent, placeCommand({ orderId, at: placedAt }));
  return [
    {
      pk: `ORDER#${orderId}`,
      sk: 'COMMIT#0000000001',
      events,
      time: placedAt,
      correlationId: orderId,
      causationId: orderId,
    },
    { pk: customerView(customerId), sk: `${placedAt}#${orderId}`, orderId },
  ];
};

const write = async (client: DynamoDBClient, items: readonly Item[]): Promise<void> => {
  const requests = items.map((item) => ({ PutRequest: { Item: marshall(item) } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
};

/** DynamoDB takes 25 writes at once. */
const perBatch = 12;

beforeAll(async () => {
  database = await startDatabase();
  table = await database.table(name);
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let first = lane * perBatch; first < count; first += 8 * perBatch) {
      const last = Math.min(first + perBatch, count);
      const indexes = Array.from({ length: last - first }, (__, offset) => first + offset);
      await write(database.client, indexes.flatMap(itemsOf));
    }
  });
  await Promise.all(lanes);
}, 300_000);
afterAll(() => database.stop());

it(`${count} orders come once each, newest first`, { timeout: 300_000 }, async () => {
  const parts = { table, orders: createOrderStore(table) };
  const list = createListing(parts);
  const seen: string[] = [];
  let after: string | undefined;
  let arrived = count;
  do {
    const page = await list({ customerId, limit: 100, after });
    seen.push(...page.orders.map(({ state }) => state.order.orderId));
    after = page.next;
    await write(database.client, itemsOf(arrived));
    arrived += 1;
  } while (after !== undefined);
  expect(seen.length).toBe(count);
  expect(seen).toEqual(Array.from({ length: count }, (_, index) => idOf(count - 1 - index)));
});
