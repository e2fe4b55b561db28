// Transactions that meet others on the same item wait for them, and are not refused while there is time.

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import { mostAttempts } from '../../platform/kernel/retry.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrders } from '../support/order-service.ts';
import { customerId, eur, shippingAddress } from '../support/orders.ts';

const conflict = () =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });

/** DynamoDB that answers so many transactions with a conflict before it carries one out. */
const tableWith = (conflicts: number) => {
  let sent = 0;
  const client = {
    send: async () => {
      sent += 1;
      if (sent <= conflicts) throw conflict();
    },
  };
  const table = createTable(client as never, 'table', () => 0);
  return { transact: () => table.transact([put('a'), put('b')]), sent: () => sent };
};

const put = (sk: string) => ({ put: { pk: 'x', sk } });

it.each([0, 1, 7, mostAttempts - 1])('%i conflicts are waited for', async (conflicts) => {
  const { transact, sent } = tableWith(conflicts);
  await transact();
  expect(sent()).toBe(conflicts + 1);
});

it('conflicts that do not end are refused, and may be tried again', async () => {
  const { transact, sent } = tableWith(Number.POSITIVE_INFINITY);
  await expect(transact()).rejects.toMatchObject({
    code: 'overloaded',
    options: { retryAfter: 1 },
  });
  expect(sent()).toBe(mostAttempts);
});

it('orders of one process with one coupon never meet in the table, and all are decided', async () => {
  const memory = createMemoryTable();
  let under = 0;
  let met = 0;
  const table: typeof memory = {
    ...memory,
    transact: async (writes) => {
      const isOnCoupon = writes.some(
        (write) => 'update' in write && write.update.pk === 'COUPON#SPRING',
      );
      if (isOnCoupon) {
        under += 1;
        if (under > 1) met += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
      try {
        await memory.transact(writes);
      } finally {
        if (isOnCoupon) under -= 1;
      }
    },
  };
  const service = await startOrders(table);
  const staff = { as: customerId, roles: ['admin'] };
  const coupon = { code: 'SPRING', discount: { kind: 'amount', amount: eur(500) }, limit: 20 };
  await service.call('orders.create-coupon', { body: coupon }, staff);
  const body = {
    ...{ lines: [{ sku: 'MUG', quantity: 2 }], shippingAddress, coupon: 'spring' },
    paymentMethod: { token: 'tok_approved' },
  };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      service.place(body, { 'idempotency-key': `coupon-${n}-0123456789` }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect([201, 409].map((status) => statuses.filter((each) => each === status).length)).toEqual([
    20, 30,
  ]);
  expect(met).toBe(0);
});
