// Each claim that proves stock, broken by itself, is found by its name.
import { expect, it } from 'vitest';
import { differencesOf, type Evidence } from '../../containers/products/domain/reconciliation.ts';

const line = (number: number, onHand: number, reserved: number) => ({ number, onHand, reserved });
const sound: Evidence = {
  stock: { sku: 'MUG', onHand: 7, reserved: 2, available: 5 },
  held: 2,
  ledger: [line(1, 10, 0), line(2, 0, 5), line(3, -3, -3)],
};

it('what agrees has no difference', () => {
  expect(differencesOf(sound)).toEqual([]);
});

it.each<readonly [string, Partial<Evidence>, number, number]>([
  ['reserved by active reservations', { held: 3 }, 2, 3],
  ['reserved by the ledger', { ledger: [line(1, 10, 0), line(2, 0, 5), line(3, -3, -2)] }, 2, 3],
  ['on hand by the ledger', { ledger: [line(1, 9, 0), line(2, 0, 5), line(3, -3, -3)] }, 7, 6],
  ['available', { stock: { ...sound.stock, available: 6 } }, 6, 5],
  [
    'lines of the ledger without gaps',
    { ledger: [line(1, 10, 0), line(2, 0, 5), line(4, -3, -3)] },
    3,
    4,
  ],
])('%s', (what, change, is, shouldBe) => {
  expect(differencesOf({ ...sound, ...change })).toEqual([{ sku: 'MUG', what, is, shouldBe }]);
});

it('what is below nothing is a difference, though it adds up', () => {
  const stock = { sku: 'MUG', shard: 3, onHand: -1, reserved: -1, available: 0 };
  const below = { stock, held: -1, ledger: [line(1, -1, -1)] };
  expect(differencesOf(below)).toEqual([
    { sku: 'MUG', shard: 3, what: 'reserved, at least nothing', is: -1, shouldBe: 0 },
  ]);
  const sold = { sku: 'MUG', onHand: -1, reserved: 0, available: -1 };
  expect(differencesOf({ stock: sold, held: 0, ledger: [line(1, -1, 0)] })).toEqual([
    { sku: 'MUG', what: 'available, at least nothing', is: -1, shouldBe: 0 },
  ]);
});

it('a place without a ledger has none of its lines', () => {
  const stock = { sku: 'MUG', onHand: 0, reserved: 0, available: 0 };
  expect(differencesOf({ stock, held: 0, ledger: [] })).toEqual([]);
});
