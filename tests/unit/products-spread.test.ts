// A SKU that is put into shards and back while it is sold: to everybody else it is one.
import { describe, expect, test } from 'vitest';
import { createStockStore } from '../../containers/products/stock/stock-store.ts';
import type { Item } from '../../platform/data/table.ts';
import { orderId, reservationsIn, shop, single } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';
import { openRush, reserve, sku, spread } from '../support/rush.ts';
import { checkInvariants } from '../support/stock-invariants.ts';
import { waitForNoClock } from '../support/waiting.ts';

waitForNoClock();

const shardsIn = (items: readonly Item[]) =>
  items
    .filter(({ pk, sk }) => pk.startsWith(`SKU#${sku}`) && sk === 'STOCK')
    .sort((one, other) => Number(one.shard ?? 0) - Number(other.shard ?? 0));

const availableIn = (items: readonly Item[]) => shardsIn(items).map(({ available }) => available);

describe('a SKU that nobody has put into shards', () => {
  test('has its one item, its key and its commit as ever', async () => {
    const { made, table } = await openRush(5);
    await reserve(made, 1);
    const [item, ...others] = shardsIn(table.all());
    expect(others).toEqual([]);
    expect(Object.keys(item ?? {}).sort()).toEqual(
      'available name onHand paged pk price prices productId recent reserved sk sku status'.split(
        ' ',
      ),
    );
    const commit = table.all().find(({ pk }) => pk.startsWith('RESERVATION#'));
    expect(commit).toMatchObject({
      events: [{ type: 'stock-reserved', lines: [{ sku, quantity: 1 }] }],
    });
    expect(await made.stock(sku)).toEqual({ sku, onHand: 5, reserved: 1, available: 4 });
  });

  test('is again what it was when it is put back', async () => {
    const { made, table } = await openRush(40, 64);
    await spread(made, 1);
    expect(await made.stock(sku)).toEqual({ sku, onHand: 40, reserved: 0, available: 40 });
    expect(shardsIn(table.all())[0]).toMatchObject({ shards: 1, shardsHeld: 1, available: 40 });
  });
});

describe('a SKU in shards', () => {
  test('lies evenly in them, and is one to everybody else', async () => {
    const { made, table, task, list } = await openRush(10, 4);
    expect(availableIn(table.all())).toEqual([3, 3, 2, 2]);
    expect(await task().stock(sku)).toEqual({
      sku,
      onHand: 10,
      reserved: 0,
      available: 10,
      shards: 4,
    });
    await made.search.catchUp();
    expect((await list()).body.items[0].variants[0]).toMatchObject({ available: 10 });
  });

  test('is read by an item a shard, and any other by its one', async () => {
    const { made, table } = await openRush(10, 4);
    await made.request('create', { body: single('CUP', 1) });
    const reads: number[] = [];
    const getMany: typeof table.getMany = (keys) => {
      reads.push(keys.length);
      return table.getMany(keys);
    };
    const store = createStockStore({ getMany }, made.readable);
    await store.read(['CUP']);
    await store.read(['CUP'], { ever: true });
    await store.read([sku, 'CUP']);
    expect(reads).toEqual([1, 1, 2, 3]);
    expect([store.shardsOf(sku), store.shardsOf('CUP'), store.inShards()]).toEqual([4, 1, [sku]]);
    await spread(made, 1);
    await store.read([sku]);
    expect([store.shardsOf(sku), store.inShards()]).toEqual([1, []]);
  });

  test('serves an order from several where none has it all, and takes it back to each', async () => {
    const { made, table, stock, deliver } = await openRush(10, 4);
    await reserve(made, 1, [{ sku, quantity: 8 }]);
    expect(await stock(sku)).toMatchObject({ reserved: 8, available: 2 });
    checkInvariants(table.all());
    await deliver('release-stock', { orderId: orderId(1) });
    expect(availableIn(table.all())).toEqual([3, 3, 2, 2]);
  });

  test('is out of stock only when all of them are short', async () => {
    const { made, table, stock } = await openRush(6, 3);
    for (const order of [1, 2, 3, 4, 5, 6, 7]) await reserve(made, order);
    const states = reservationsIn(table.all()).map(({ status }) => status);
    expect(states.filter((status) => status === 'active')).toHaveLength(6);
    expect(await stock(sku)).toMatchObject({ available: 0, reserved: 6 });
  });

  test('is taken from by a task that has not heard of them yet', async () => {
    const { made, table, task } = await openRush(4);
    const late = task();
    await late.search.rebuild();
    await spread(made, 4);
    for (const order of [1, 2, 3, 4]) await reserve(late, order);
    expect(availableIn(table.all())).toEqual([0, 0, 0, 0]);
    checkInvariants(table.all());
  });

  test.each([
    [2, [6, 6]],
    [4, [3, 3, 3, 3]],
  ])('of %i gets a correction where least is, and loses one where it is', async (shards, each) => {
    const { table, request, stock } = await openRush(4, shards);
    const adjust = (delta: number) =>
      request('adjust-stock', {
        params: { sku },
        body: { delta, reason: 'counted' },
        headers: { 'idempotency-key': `counted-00000000${delta}` },
      });
    expect((await adjust(8)).body).toEqual({
      sku,
      onHand: 12,
      reserved: 0,
      available: 12,
      shards,
    });
    expect(availableIn(table.all())).toEqual(each);
    expect((await adjust(-13)).body).toMatchObject({ code: 'insufficient-stock' });
    await adjust(-10);
    expect(await stock(sku)).toMatchObject({ onHand: 2, available: 2 });
    checkInvariants(table.all());
  });

  test('tells its story as one ledger, whose pages have each line once', async () => {
    const { made, request } = await openRush(9, 3);
    for (const order of [1, 2, 3, 4, 5, 6]) {
      made.clock.advance(1_000);
      await reserve(made, order);
    }
    const walk = async (limit: number) => {
      const lines = [];
      for (let cursor = ''; ; ) {
        const query = `limit=${limit}${cursor}`;
        const { status, body } = await request('list-movements', { params: { sku }, query });
        expect([query, status, body.detail]).toEqual([query, 200, undefined]);
        lines.push(...body.items);
        if (body.nextCursor === null) return lines;
        cursor = `&cursor=${body.nextCursor}`;
      }
    };
    const whole = await walk(100);
    expect(whole.map(({ kind }) => kind)).toEqual([
      ...Array(6).fill('reservation'),
      ...Array(4).fill('transfer'),
      'adjustment',
    ]);
    expect(whole.reduce((all, { onHand }) => all + onHand, 0)).toBe(9);
    for (const limit of [1, 2, 5]) expect(await walk(limit)).toEqual(whole);
  });

  test.each([2, 4])('is sold no more in any of %i once it is discontinued', async (shards) => {
    const { made, table, request, list } = await openRush(4, shards);
    const { id } = (await list()).body.items[0] ?? {};
    await request('discontinue', { params: { id } });
    expect(shardsIn(table.all()).map(({ status }) => status)).toEqual(
      Array(shards).fill('discontinued'),
    );
    await reserve(made, 1);
    expect(await made.said()).toMatchObject([{ data: { reason: 'product_unavailable' } }]);
  });

  test('keeps what orders hold in one that is closed until it goes', async () => {
    const { made, table, stock, deliver } = await openRush(8, 8);
    for (const order of [1, 2, 3, 4, 5, 6, 7, 8]) await reserve(made, order);
    await spread(made, 1);
    expect(await stock(sku)).toEqual({ sku, onHand: 8, reserved: 8, available: 0 });
    await deliver('release-stock', { orderId: orderId(1) });
    await deliver('commit-stock', {
      orderId: orderId(2),
      shipmentId: 'shp_1',
      lines: [{ sku, quantity: 1 }],
    });
    await deliver('restock', {
      orderId: orderId(2),
      returnId: 'ret_1',
      lines: [{ sku, quantity: 1 }],
    });
    made.clock.advance(3_600_000);
    await deliver('expire-reservations', {});
    expect(await stock(sku)).toEqual({ sku, onHand: 8, reserved: 0, available: 8 });
    expect(availableIn(table.all())).toEqual([8, 0, 0, 0, 0, 0, 0, 0]);
    checkInvariants(table.all());
  });

  test('gets nothing into one that was closed meanwhile', async () => {
    const { made, table, newId } = await openRush(8);
    let isClosed = false;
    const other = shop(
      {
        ...table,
        transact: async (writes) => {
          if (!isClosed && JSON.stringify(writes).includes('transfer|')) {
            isClosed = true;
            await spread(made, 1);
          }
          return table.transact(writes);
        },
      },
      { newId },
    );
    await spread(other, 2);
    expect(isClosed).toBe(true);
    expect(await made.stock(sku)).toEqual({ sku, onHand: 8, reserved: 0, available: 8 });
    checkInvariants(table.all());
  });

  test('is brought together for an order that would need more than a hundred items', async () => {
    const { made, table, request, said } = await openRush(64, 64);
    await request('create', { body: single('OTHER', 64) });
    await request('spread-stock', { params: { sku: 'OTHER' }, body: { shards: 64 } });
    await reserve(made, 1, [
      { sku, quantity: 60 },
      { sku: 'OTHER', quantity: 60 },
    ]);
    expect(await said()).toMatchObject([{ type: 'products.stock-reserved.v1' }]);
    checkInvariants(table.all());
  });

  test.each([0, -1, 65, 2.5, '4', null, 1e9, undefined])(
    'is refused a number of shards that is none: %s',
    async (shards) => {
      const { made, table } = await openRush(1);
      expect(outcomeOf(await spread(made, shards))).toBe('422 validation-failed');
      expect(shardsIn(table.all())).toHaveLength(1);
    },
  );

  test.each(['NOTHING', 'RUSH#1', '../STOCK', ''])('is none: %s', async (name) => {
    const { request } = await openRush(1, 2);
    const asked = { params: { sku: name }, body: { shards: 2 } };
    expect(outcomeOf(await request('spread-stock', asked))).toBe('404 not-found');
  });
});
