// Who is forgotten: the cart and every order, however many, at once and again when no token of theirs is good any more.
import { expect, it } from 'vitest';
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { absent } from '../../containers/orders/domain/order.ts';
import { createForgetting } from '../../containers/orders/erasure/erasure.ts';
import { erasureWrites } from '../../containers/orders/erasure/erasure-writes.ts';
import { customerView } from '../../containers/orders/lists/projection.ts';
import { createOrderStore } from '../../containers/orders/store.ts';
import type { Write } from '../../platform/data/table.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { at, customerId, orderId, placeCommand, run, strangerId } from '../support/orders.ts';

const causation = { correlationId: 'request-1', causationId: 'request-1' };
const later = (ms: number) => new Date(Date.parse(at) + ms).toISOString();

/** Customers with so many orders each; those of `failing` cannot be read. */
const setUp = async (counts: Readonly<Record<string, number>>, failing: readonly string[] = []) => {
  const table = createMemoryTable();
  for (const [customer, count] of Object.entries(counts)) {
    for (let number = 0; number < count; number += 1) {
      const id = `${customer}-${String(number).padStart(3, '0')}`;
      await table.transact([{ put: { pk: customerView(customer), sk: id, orderId: id } }]);
    }
  }
  const asked: string[] = [];
  const carts: unknown[] = [];
  const forgetting = createForgetting(
    table,
    { remove: async (owner) => void carts.push(owner) },
    {
      handle: async (id, command: OrderCommand) => {
        asked.push(`${id} ${command.type} ${command.at}`);
        if (failing.includes(id)) throw new Error(`${id} cannot be read`);
        return { kind: 'ignored', reason: '', state: absent, version: 0 } as never;
      },
    },
  );
  return { forgetting, asked: () => asked.splice(0), carts: () => carts.splice(0) };
};

it.each([0, 1, 99, 100, 101, 200, 201])('%i orders are each asked once', async (count) => {
  const { forgetting, asked, carts } = await setUp({ [customerId]: count, [strangerId]: 1 });
  await forgetting.forget(customerId, at, causation);
  const ids = Array.from({ length: count }, (_, number) => String(number).padStart(3, '0'));
  expect(asked()).toEqual(ids.map((id) => `${customerId}-${id} forget-customer ${at}`));
  expect(carts()).toEqual([{ kind: 'customer', customerId }]);
});

it('a second round comes after sixteen minutes, once', async () => {
  const { forgetting, asked, carts } = await setUp({ [customerId]: 1 });
  await forgetting.forget(customerId, at, causation);
  asked();
  await forgetting.forgetAgain(later(959_999), causation);
  expect(asked()).toEqual([]);
  const second = later(960_000);
  await forgetting.forgetAgain(second, causation);
  expect(asked()).toEqual([`${customerId}-000 forget-customer ${second}`]);
  expect(carts()).toHaveLength(2);
  await forgetting.forgetAgain(second, causation);
  expect(asked()).toEqual([]);
});

it('an order that cannot be read keeps nobody in the others, and is asked again', async () => {
  const failing = [`${customerId}-000`];
  const { forgetting, asked } = await setUp({ [customerId]: 2, [strangerId]: 1 }, failing);
  const refused = {
    errors: [expect.objectContaining({ message: `${failing[0]} cannot be read` })],
  };
  await expect(forgetting.forget(customerId, at, causation)).rejects.toMatchObject(refused);
  await forgetting.forget(strangerId, at, causation);
  expect(asked()).toHaveLength(3);
  await expect(forgetting.forgetAgain(later(960_000), causation)).rejects.toMatchObject({
    errors: [expect.objectContaining(refused)],
  });
  expect(asked()).toHaveLength(3);
  await expect(forgetting.forgetAgain(later(960_000), causation)).rejects.toThrow(
    'not all are forgotten yet',
  );
  expect(asked().map((line) => line.split(' ')[0])).toEqual(
    [0, 1].map((number) => `${customerId}-00${number}`),
  );
});

it.each([
  [50, [], 50],
  [51, [50], 1],
  [101, [50, 50], 1],
])('of %i commits that name a person %j go before the last %i', async (count, before, left) => {
  const table = createMemoryTable();
  const commit = (version: number, events: readonly unknown[]) =>
    table.transact([
      {
        put: {
          pk: `ORDER#${orderId}`,
          sk: `COMMIT#${String(version).padStart(10, '0')}`,
          ...{ events, time: at, correlationId: 'request-1', causationId: 'request-1' },
        },
      },
    ]);
  const placed = run(absent, placeCommand());
  await commit(1, placed.events);
  for (let version = 2; version <= count; version += 1) {
    await commit(version, [{ type: 'return-refused', at, returnId: 'ret_1', reason: 'worn' }]);
  }
  await commit(count + 1, [{ type: 'stock-reserved', at }]);
  const sizes: number[] = [];
  const transact = async (writes: readonly Write[]) => void sizes.push(writes.length);
  const parts = { table: { ...table, transact }, store: createOrderStore(table) };
  const erased = [{ type: 'personal-data-erased', at }] as const;
  expect(await erasureWrites(parts, erased, placed.state)).toHaveLength(left);
  expect(sizes).toEqual(before);
  expect(await erasureWrites(parts, [{ type: 'stock-reserved', at }], placed.state)).toEqual([]);
});
