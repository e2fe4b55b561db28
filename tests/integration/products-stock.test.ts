// Stock over a real table: reserved as a whole, once, and never more than there is.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NotSoldYet } from '../../containers/products/domain/reservation.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, orderId, type Shop, shop, single } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let tables = 0;

const newShop = async (): Promise<Shop> => {
  tables += 1;
  const made = shop(await database.table(`stock-${tables}`), { newId });
  await made.request('create', { body: mug() });
  return made;
};

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const order = orderId(1);
const reserve = (lines: readonly { sku: string; quantity: number }[], id = order) => ({
  orderId: id,
  lines,
  expiresAt: '2026-01-01T01:00:00.000Z',
});
const one = { sku: 'MUG-BLUE', quantity: 1 };

test('reserving holds the goods of all lines and says so', async () => {
  const { deliver, stock, said } = await newShop();
  const lines = [
    { sku: 'MUG-BLUE', quantity: 4 },
    { sku: 'MUG-RED', quantity: 5 },
  ];
  expect(await deliver('reserve-stock', reserve(lines))).toEqual({ kind: 'done' });
  expect(await stock('MUG-BLUE')).toEqual({
    sku: 'MUG-BLUE',
    onHand: 10,
    reserved: 4,
    available: 6,
  });
  expect(await stock('MUG-RED')).toMatchObject({ reserved: 5, available: 0 });
  expect(await said()).toEqual([
    { type: 'products.stock-reserved.v1', data: { orderId: order, lines } },
  ]);
});

test('one short line holds nothing of the others', async () => {
  const { deliver, stock, said } = await newShop();
  await deliver('reserve-stock', reserve([one, { sku: 'MUG-RED', quantity: 6 }]));
  expect(await stock('MUG-BLUE')).toMatchObject({ reserved: 0, available: 10 });
  expect(await said()).toEqual([
    {
      type: 'products.stock-reservation-failed.v1',
      data: { orderId: order, reason: 'out_of_stock', sku: 'MUG-RED' },
    },
  ]);
});

test('lines of one SKU count as their sum', async () => {
  const { deliver, stock, said } = await newShop();
  const three = { sku: 'MUG-RED', quantity: 3 };
  await deliver('reserve-stock', reserve([three, three]));
  expect(await stock('MUG-RED')).toMatchObject({ reserved: 0 });
  expect(await said()).toMatchObject([{ data: { reason: 'out_of_stock', sku: 'MUG-RED' } }]);
});

test('an unknown SKU is not available', async () => {
  const { deliver, said } = await newShop();
  await deliver('reserve-stock', reserve([one, { sku: 'NOTHING', quantity: 1 }]));
  expect(await said()).toMatchObject([{ data: { reason: 'product_unavailable', sku: 'NOTHING' } }]);
});

test('a second delivery has no effect, and a second command is answered alike', async () => {
  const { deliver, stock, said } = await newShop();
  await deliver('reserve-stock', reserve([one]), 'msg_the_same');
  expect(await deliver('reserve-stock', reserve([one]), 'msg_the_same')).toMatchObject({
    kind: 'ignored',
  });
  expect(await said()).toHaveLength(1);
  await deliver('reserve-stock', reserve([one]), 'msg_another');
  expect(await stock('MUG-BLUE')).toMatchObject({ reserved: 1 });
  const [first, second] = await said();
  expect(second).toEqual(first);
});

test('what is released is available again, once', async () => {
  const { deliver, stock, said } = await newShop();
  await deliver('reserve-stock', reserve([one]));
  await deliver('release-stock', { orderId: order });
  await deliver('release-stock', { orderId: order });
  expect(await stock('MUG-BLUE')).toMatchObject({ reserved: 0, available: 10 });
  const released = {
    type: 'products.stock-released.v1',
    data: { orderId: order, reason: 'released' },
  };
  expect((await said()).filter(({ type }) => type === released.type)).toEqual([released, released]);
});

test('a release that overtakes its reservation makes it fail', async () => {
  const { deliver, stock, said } = await newShop();
  await deliver('release-stock', { orderId: order });
  await deliver('reserve-stock', reserve([one]));
  expect(await stock('MUG-BLUE')).toMatchObject({ reserved: 0, available: 10 });
  expect((await said()).map(({ type }) => type).sort()).toEqual([
    'products.stock-released.v1',
    'products.stock-reservation-failed.v1',
  ]);
});

test('shipments sell what is held, each once, and returns bring it back', async () => {
  const { deliver, stock } = await newShop();
  await deliver('reserve-stock', reserve([{ sku: 'MUG-BLUE', quantity: 3 }]));
  const ship = (shipmentId: string, quantity: number) =>
    deliver('commit-stock', {
      orderId: order,
      shipmentId,
      lines: [{ sku: 'MUG-BLUE', quantity }],
    });
  await ship('shp_1', 2);
  await ship('shp_1', 2);
  expect(await stock('MUG-BLUE')).toMatchObject({ onHand: 8, reserved: 1, available: 7 });
  await ship('shp_2', 1);
  expect(await stock('MUG-BLUE')).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
  const comeBack = (returnId: string, quantity: number) =>
    deliver('restock', {
      orderId: order,
      returnId,
      lines: [{ sku: 'MUG-BLUE', quantity }],
    });
  await comeBack('ret_1', 2);
  await comeBack('ret_1', 2);
  await expect(comeBack('ret_2', 2)).rejects.toThrow(NotSoldYet);
  expect(await stock('MUG-BLUE')).toMatchObject({ onHand: 9, reserved: 0, available: 9 });
});

test('a return that overtakes the sale comes again, and is counted after it, once', async () => {
  const { deliver, stock } = await newShop();
  await deliver('reserve-stock', reserve([one]));
  const comeBack = () =>
    deliver('restock', { orderId: order, returnId: 'ret_1', lines: [one] }, 'msg_return_1');
  await expect(comeBack()).rejects.toThrow(NotSoldYet);
  await deliver('commit-stock', { orderId: order, shipmentId: 'shp_1', lines: [one] });
  expect(await comeBack()).toEqual({ kind: 'done' });
  expect(await comeBack()).toMatchObject({ kind: 'ignored' });
  expect(await stock('MUG-BLUE')).toMatchObject({ onHand: 10, reserved: 0, available: 10 });
});

test('what was held too long is free again and the order is told', async () => {
  const { deliver, stock, said, clock } = await newShop();
  await deliver('reserve-stock', reserve([one]));
  await deliver('expire-reservations', {});
  expect(await stock('MUG-BLUE')).toMatchObject({ reserved: 1 });
  clock.advance(3_600_000);
  await deliver('expire-reservations', {});
  await deliver('expire-reservations', {});
  expect(await stock('MUG-BLUE')).toMatchObject({ reserved: 0, available: 10 });
  expect((await said()).filter(({ type }) => type.includes('released'))).toEqual([
    { type: 'products.stock-released.v1', data: { orderId: order, reason: 'expired' } },
  ]);
});

test('what is sold does not expire', async () => {
  const { deliver, stock, clock } = await newShop();
  await deliver('reserve-stock', reserve([one]));
  await deliver('commit-stock', { orderId: order, shipmentId: 'shp_1', lines: [one] });
  clock.advance(7_200_000);
  await deliver('expire-reservations', {});
  expect(await stock('MUG-BLUE')).toMatchObject({ onHand: 9, reserved: 0, available: 9 });
});

test('fifty lines are reserved in one transaction', async () => {
  const { request, deliver, stock } = await newShop();
  for (let number = 0; number < 50; number += 1) {
    await request('create', { body: single(`S-${number}`, 1) });
  }
  const lines = Array.from({ length: 50 }, (_, number) => ({ sku: `S-${number}`, quantity: 1 }));
  expect(await deliver('reserve-stock', reserve(lines))).toEqual({ kind: 'done' });
  expect(await stock('S-49')).toMatchObject({ reserved: 1, available: 0 });
  await deliver('release-stock', { orderId: order });
  expect(await stock('S-49')).toMatchObject({ reserved: 0, available: 1 });
});

test('an adjustment is made once for one key and answered byte for byte', async () => {
  const { request, stock } = await newShop();
  const adjust = (delta: number, key: string) =>
    request('adjust-stock', {
      params: { sku: 'MUG-BLUE' },
      body: { delta, reason: 'counted' },
      headers: { 'idempotency-key': key },
    });
  const first = await adjust(-3, 'count-0000000001');
  const again = await adjust(-3, 'count-0000000001');
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.text).toBe(first.text);
  expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  expect(await stock('MUG-BLUE')).toMatchObject({ onHand: 7, available: 7 });
  expect((await adjust(-4, 'count-0000000001')).body.code).toBe('idempotency-key-reused');
});

test('no adjustment takes what is held or not there', async () => {
  const { request, deliver, stock } = await newShop();
  await deliver('reserve-stock', reserve([{ sku: 'MUG-BLUE', quantity: 8 }]));
  const adjust = (delta: number) =>
    request('adjust-stock', {
      params: { sku: 'MUG-BLUE' },
      body: { delta, reason: 'broken' },
      headers: { 'idempotency-key': `broken-00000000${delta}` },
    });
  expect((await adjust(-3)).body).toMatchObject({ status: 409, code: 'insufficient-stock' });
  expect(outcomeOf(await adjust(0))).toBe('422 validation-failed');
  expect((await adjust(-2)).status).toBe(201);
  expect(await stock('MUG-BLUE')).toMatchObject({ onHand: 8, reserved: 8, available: 0 });
});

test('adjustments at once all count', async () => {
  const { request, stock } = await newShop();
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, number) =>
      request('adjust-stock', {
        params: { sku: 'MUG-RED' },
        body: { delta: 1, reason: 'delivery' },
        headers: { 'idempotency-key': `delivery-000000${number}` },
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
  expect(await stock('MUG-RED')).toMatchObject({ onHand: 13 });
});
