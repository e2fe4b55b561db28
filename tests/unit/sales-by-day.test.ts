// The example of a consumer: an order counts once, on the day of its fact, told by a topic or by the archive.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archived } from '../../functions/facts/domain/archived.ts';
import { saleOf } from '../../functions/sales-by-day/domain/sale.ts';
import { salesHandlers } from '../../functions/sales-by-day/messages.ts';
import { createSalesStore } from '../../functions/sales-by-day/store.ts';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import type { Table } from '../../platform/data/table.ts';
import { createInbox, UnreadableMessage } from '../../platform/messaging/inbox.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { quietLog } from '../support/http.ts';

const orderId = (number: number) => `ord_0198000000007000800000000000000${number}`;

const confirmed = (number: number, time: string, currency = 'EUR') =>
  JSON.stringify({
    specversion: '1.0',
    id: `ord_${number}:3:0`,
    source: '/tandem/orders',
    type: 'orders.order-confirmed.v1',
    subject: orderId(number),
    time,
    datacontenttype: 'application/json',
    sequence: 3,
    correlationid: 'req_12345678',
    causationid: 'req_12345678',
    data: {
      order: {
        orderId: orderId(number),
        customerId: 'usr_01980000000070008000000000000001',
        lines: [
          { sku: 'MUG-BLUE', name: 'Blue mug', quantity: 1, total: { amount: 1290, currency } },
        ],
        total: { amount: 1290, currency },
        shippingAddress: { name: 'A', line1: 'B', city: 'C', postalCode: '1', country: 'PT' },
      },
    },
  });

let database: TestDatabase;
let table: Table;
let inbox: ReturnType<typeof createInbox>;

beforeAll(async () => {
  database = await startDatabase();
  await database.table('sales');
  table = createTable(database.client, 'sales');
  inbox = createInbox(salesHandlers(createSalesStore(table)), quietLog);
});
afterAll(() => database?.stop());

const sums = async (month: string) =>
  (await table.query<{ orders: number; amount: number }>(`SALES#${month}`)).map(
    ({ sk, orders, amount }) => [sk, orders, amount],
  );

describe('a confirmed order', () => {
  it('counts once, however often and by whichever way it is told', async () => {
    const told = confirmed(1, '2026-01-31T23:59:59.999Z');
    const kept = archived(told)?.line ?? '';
    expect(kept).not.toContain('shippingAddress');
    expect(await inbox(told)).toEqual({ kind: 'done' });
    for (const again of [told, kept, kept]) {
      expect(await inbox(again)).toEqual({
        kind: 'ignored',
        reason: 'the order was counted before',
      });
    }
    expect(await sums('2026-01')).toEqual([['2026-01-31#EUR', 1, 1290]]);
  });

  it('counts on the day of the fact, in its currency, beside others that come at once', async () => {
    const facts = [
      confirmed(2, '2026-02-01T00:00:00.000Z'),
      confirmed(3, '2026-02-01T12:00:00.000Z'),
      confirmed(4, '2026-02-01T12:00:00.000Z', 'USD'),
      confirmed(5, '2026-02-02T00:00:00.000Z'),
    ];
    await Promise.all([...facts, ...facts].map((each) => inbox(each)));
    expect(await sums('2026-02')).toEqual([
      ['2026-02-01#EUR', 2, 2580],
      ['2026-02-01#USD', 1, 1290],
      ['2026-02-02#EUR', 1, 1290],
    ]);
  });

  it.each([
    ['has no total', (text: string) => text.replaceAll('"total"', '"sum"'), '/order/total'],
    ['is of another type', (text: string) => text.replace('confirmed', 'placed'), 'unknown type'],
    ['is cut off', (text: string) => text.slice(0, -3), 'not JSON'],
  ])('that %s is not counted, and says why', async (_, spoil, why) => {
    const refused = inbox(spoil(confirmed(6, '2026-03-01T00:00:00.000Z')));
    await expect(refused).rejects.toThrow(UnreadableMessage);
    await expect(refused).rejects.toThrow(why);
    expect(await sums('2026-03')).toEqual([]);
  });
});

describe('a sale', () => {
  it('belongs to a day in UTC, whatever the offset it is told with', () => {
    const total = { amount: 1, currency: 'EUR' } as const;
    expect(saleOf({ orderId: 'ord_1', total }, '2026-01-31T23:30:00-02:00').day).toBe('2026-02-01');
  });
});
