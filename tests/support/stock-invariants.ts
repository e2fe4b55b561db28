// What is so of stock at any moment, whatever has happened: each shard is explained by its ledger and by what orders hold of it.
import { expect } from 'vitest';
import { heldLines } from '../../containers/products/domain/reservation.ts';
import type { Item } from '../../platform/data/table.ts';
import { reservationsIn } from './products.ts';

/** A SKU, or a shard of it. */
interface Place {
  readonly pk: string;
  readonly sku: string;
  readonly shard?: number;
}

const ledgerLines = (items: readonly Item[], { pk }: Place): string[] => {
  const mine = items.filter((item) => item.pk === pk);
  const paged = Number(mine.find(({ sk }) => sk === 'STOCK')?.paged);
  return mine
    .filter(({ first = 0 }) => Number(first) <= paged)
    .flatMap(({ lines, recent }) => (lines ?? recent ?? []) as string[]);
};

const sumOf = (lines: readonly string[], column: number): number =>
  lines.reduce((all, line) => all + Number(line.split('|')[column]), 0);

const heldOf = (items: readonly Item[], { sku: wanted, shard }: Place): number =>
  reservationsIn(items)
    .flatMap(heldLines)
    .filter((line) => line.sku === wanted && line.shard === shard)
    .reduce((all, line) => all + line.quantity, 0);

export const placesIn = (items: readonly Item[]): Place[] =>
  items.filter(({ pk, sk }) => pk.startsWith('SKU#') && sk === 'STOCK') as unknown as Place[];

/** What orders and staff are told of goes by all shards that are read; one that is not read any more has nothing. */
const checkSpread = (places: readonly Place[]): void => {
  for (const shards of Map.groupBy(places, (each) => each.sku).values()) {
    const { shardsHeld = 1 } = shards.find(({ shard }) => shard === undefined) as {
      shardsHeld?: number;
    };
    for (const { shard = 0, ...place } of shards) {
      if (shard >= shardsHeld)
        expect(place).toMatchObject({ onHand: 0, reserved: 0, closed: true });
    }
  }
};

export const checkInvariants = (items: readonly Item[]): void => {
  const places = placesIn(items);
  const counted = places.map((place) => {
    const lines = ledgerLines(items, place);
    const [onHand, reserved] = [sumOf(lines, 1), sumOf(lines, 2)];
    return { onHand, reserved, available: onHand - reserved };
  });
  expect(places).toMatchObject(counted);
  expect(places.map((place) => heldOf(items, place))).toEqual(
    counted.map(({ reserved }) => reserved),
  );
  expect(Math.min(0, ...counted.flatMap((counts) => Object.values(counts)))).toBe(0);
  const transfers = places
    .flatMap((place) => ledgerLines(items, place))
    .filter((line) => line.startsWith('transfer'));
  expect(sumOf(transfers, 1) + sumOf(transfers, 2)).toBe(0);
  checkSpread(places);
};
