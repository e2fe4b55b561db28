// What a list reads of orders that this process has read before: what was committed since, and nothing else.
import { expect, it } from 'vitest';
import { absent } from '../../containers/orders/domain/order.ts';
import { createRemembered } from '../../containers/orders/lists/remembered.ts';
import { createOrderStore } from '../../containers/orders/store.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { placeCommand, replies, run, wishes } from '../support/orders.ts';

const idOf = (rank: number) => `ord_${String(rank).padStart(32, '0')}`;

/** So many placed orders, and what was asked of the table: orders that were read whole, and reads of what follows. */
const setup = async (count: number, most?: number) => {
  const table = createMemoryTable();
  const store = createOrderStore(table);
  const commit = (id: string, version: number, events: readonly unknown[]) => {
    const sk = `COMMIT#${String(version).padStart(10, '0')}`;
    const kept = { time: '2026-01-02T00:00:00.000Z', correlationId: id, causationId: id };
    return table.transact([{ put: { pk: `ORDER#${id}`, sk, events, ...kept } }]);
  };
  const ids = Array.from({ length: count }, (_, rank) => idOf(rank));
  const placed = (id: string) => run(absent, placeCommand({ orderId: id }));
  for (const id of ids) await commit(id, 1, placed(id).events);
  const asked = { whole: [] as string[], next: 0 };
  const { loadMany } = createRemembered(
    {
      ...store,
      loadMany: (all) => {
        asked.whole.push(...all);
        return store.loadMany(all);
      },
      next: (versions) => {
        asked.next += 1;
        return store.next(versions);
      },
    },
    most,
  );
  const read = async (wanted: readonly string[]) => {
    Object.assign(asked, { whole: [], next: 0 });
    const found = await loadMany(wanted);
    const whole = await store.loadMany(wanted);
    for (const [id, { state, version }] of whole)
      expect(found.get(id)).toMatchObject({ state, version });
    expect(found.size).toBe(whole.size);
    return wanted.flatMap((id) => found.get(id)?.version ?? []);
  };
  return { ids, asked, read, commit, placed };
};

it('is read whole once, and then as far as it has moved', async () => {
  const { ids, asked, read, commit, placed } = await setup(3);
  const [first = '', second = '', third = ''] = ids;
  expect(await read(ids)).toEqual([1, 1, 1]);
  expect(asked).toEqual({ whole: ids, next: 0 });
  expect(await read(ids)).toEqual([1, 1, 1]);
  expect(asked).toEqual({ whole: [], next: 1 });
  const reserved = run(placed(second).state, replies.reserved);
  await commit(second, 2, reserved.events);
  const version = 1 + reserved.events.length;
  const authorized = run(reserved.state, replies.authorized);
  await commit(second, version + 1, authorized.events);
  const cancelled = run(placed(third).state, wishes.cancel);
  await commit(third, 2, cancelled.events);
  const last = version + authorized.events.length;
  expect(await read(ids)).toEqual([1, last, 1 + cancelled.events.length]);
  expect(asked).toEqual({ whole: [], next: 3 });
  expect(await read([first, second])).toEqual([1, last]);
  expect(asked).toEqual({ whole: [], next: 1 });
});

it('has no order that there is not, nor one that cannot be read any more', async () => {
  const { ids, asked, read, commit } = await setup(2);
  expect(await read([...ids, 'ord_absent'])).toEqual([1, 1]);
  await commit(idOf(1), 2, [{ type: 'order-vanished' }]);
  expect(await read([...ids, 'ord_absent'])).toEqual([1]);
  expect(asked).toEqual({ whole: ['ord_absent'], next: 1 });
  expect(await read(ids)).toEqual([1]);
  expect(asked).toEqual({ whole: [idOf(1)], next: 1 });
});

it('forgets those that were not asked for longest', async () => {
  const { ids, asked, read } = await setup(4, 2);
  const [a = '', b = '', c = ''] = ids;
  await read([a, b]);
  await read([a]);
  await read([c]);
  await read([a, b, c]);
  expect(asked.whole).toEqual([b]);
});
