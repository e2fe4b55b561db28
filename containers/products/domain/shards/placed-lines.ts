// Lines of an order over the shards that their goods lie in.
import type { StockLine } from '../../../../events/schemas.ts';
import { type Place, placeOf, type ShardSupply, type Share, takeFrom } from './places.ts';

export interface PlacedLine extends StockLine, Pick<Place, 'shard'> {}

export interface SoldLine extends PlacedLine {
  /** How much of the quantity was held for this order; the rest is taken from what is available. */
  readonly held: number;
}

/** One line a SKU, so that two lines of two need four. */
export const sumLines = (lines: readonly StockLine[]): StockLine[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
};

/** A transaction has a hundred items, of which one is the commit: platform/data/table.ts. */
const mostPlaces = 99;

/** The goods lie in more shards than one transaction reaches: some have to be brought together first. */
export class Scattered extends Error {
  readonly line: StockLine;

  constructor(line: StockLine) {
    super(`${line.quantity} of ${line.sku} lie in too many shards`);
    this.name = 'Scattered';
    this.line = line;
  }
}

const inPlaces = (sku: string, shares: readonly Share[]): PlacedLine[] =>
  shares.map(({ shard, quantity }) => ({ ...placeOf(sku, shard), quantity }));

/** Where each line is taken of. There has to be enough; throws Scattered. */
export const placed = (
  lines: readonly StockLine[],
  supplies: ReadonlyMap<string, { readonly shards?: readonly ShardSupply[] }>,
): PlacedLine[] => {
  const places = lines.map((line) => {
    const shares = takeFrom(supplies.get(line.sku)?.shards ?? [], line.quantity);
    return shares === undefined ? [line] : inPlaces(line.sku, shares);
  });
  const all = places.flat();
  if (all.length <= mostPlaces) return all;
  const counts = places.map(({ length }) => length);
  throw new Scattered(lines[counts.indexOf(Math.max(...counts))] as StockLine);
};

/** As much of the line as is held, of each place in turn. */
export const ofHeld = (held: readonly PlacedLine[], { sku, quantity }: StockLine): PlacedLine[] => {
  let left = quantity;
  return held
    .filter((line) => line.sku === sku)
    .flatMap((line) => {
      const part = Math.min(left, line.quantity);
      left -= part;
      return part === 0 ? [] : [{ ...line, quantity: part }];
    });
};

/** What leaves: what is held of it, and the rest from what is available, one line a place. */
export const soldOf = (
  { sku, quantity }: StockLine,
  held: readonly PlacedLine[],
  shards: readonly ShardSupply[] = [],
): SoldLine[] => {
  const lines = held.map((line) => ({ ...line, held: line.quantity }));
  const rest = quantity - held.reduce((all, line) => all + line.quantity, 0);
  if (rest === 0) return lines;
  for (const line of inPlaces(sku, takeFrom(shards, rest) ?? [{ shard: 0, quantity: rest }])) {
    const known = lines.find(({ shard }) => shard === line.shard);
    if (known === undefined) lines.push({ ...line, held: 0 });
    else known.quantity += line.quantity;
  }
  return lines;
};
