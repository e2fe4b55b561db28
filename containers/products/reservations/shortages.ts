// What the stock has to offer an order: supposed to be enough, until it has proved to be short.
import { bucketOf } from '../../../platform/data/shards.ts';
import type { ReservationCommand, Supplies, Supply } from '../domain/reservation.ts';
import { sumLines } from '../domain/shards/placed-lines.ts';
import { nameOfPlace, type Place, placeOf, type ShardSupply } from '../domain/shards/places.ts';
import { isRefilled } from '../stock/ledger-line.ts';
import { StockChanged } from '../stock/stock-items.ts';
import type { SkuStock, StockStore } from '../stock/stock-store.ts';

export type Wanted = Pick<
  Extract<ReservationCommand, { type: 'reserve' | 'sell' }>,
  'orderId' | 'lines'
>;

export interface Shortages {
  /** The place that the order asks first, of each SKU. */
  places(wanted: Wanted): readonly Place[];
  /** Goods enough, as most orders find them; undefined where they were short the last time. The commit's conditions say whether it is so. */
  supposed(wanted: Wanted): Supplies | undefined;
  /** It was not enough. */
  met(place: Place): void;
  /** What there is. Throws StockChanged where goods came into a shard of a SKU while all of them seemed short. */
  read(wanted: Wanted): Promise<Supplies>;
}

const rememberedPlaces = 10_000;

/** Goods that do not sell at this instant are not there: a shard follows the offer a moment later. */
const supplyOf = (part: SkuStock['parts'][number], { status }: SkuStock): ShardSupply => ({
  shard: part.shard,
  available: part.status === status ? part.available : 0,
});

/** The order's own shard first, then the others in turn. */
const inTurn = (found: SkuStock, first: number): ShardSupply[] => {
  const parts = found.parts.map((part) => supplyOf(part, found));
  return [...parts.slice(first), ...parts.slice(0, first)];
};

const supplyFor = (found: SkuStock, orderId: string): Supply => {
  const { available, status, shardsHeld, shards } = found;
  const sellable = status === 'active';
  if (shardsHeld === 1) return { available, sellable };
  const supplies = inTurn(found, bucketOf(orderId, shards));
  const all = supplies.reduce((sum, each) => sum + each.available, 0);
  return { available: all, sellable, shards: supplies };
};

export const createShortages = (stock: Pick<StockStore, 'read' | 'shardsOf'>): Shortages => {
  /** Names of places that were not enough for the last order that wanted them. */
  const short = new Set<string>();

  const firstOf = (orderId: string, sku: string): Place =>
    placeOf(sku, bucketOf(orderId, stock.shardsOf(sku)));

  const enough = ({ shard = 0 }: Place): Supply => {
    const available = Number.POSITIVE_INFINITY;
    return { available, sellable: true, shards: [{ shard, available }] };
  };

  /** Shards are read one after the other: a SKU is out of stock when all were short and none was refilled until all were read again. */
  const checkRefills = async (found: ReadonlyMap<string, SkuStock>): Promise<void> => {
    const again = await stock.read([...found.keys()]);
    for (const [sku, { parts }] of found) {
      const isFuller = (part: SkuStock['parts'][number]) =>
        isRefilled(
          parts.find(({ shard }) => shard === part.shard),
          part,
        );
      if (again.get(sku)?.parts.some(isFuller)) throw new StockChanged({ sku });
    }
  };

  return {
    places: ({ orderId, lines }) => lines.map(({ sku }) => firstOf(orderId, sku)),

    supposed: ({ orderId, lines }) => {
      const firsts = lines.map(({ sku }) => firstOf(orderId, sku));
      return firsts.some((place) => short.has(nameOfPlace(place)))
        ? undefined
        : new Map(firsts.map((place) => [place.sku, enough(place)]));
    },

    met: (place) => {
      if (short.size >= rememberedPlaces) short.clear();
      short.add(nameOfPlace(place));
    },

    read: async ({ orderId, lines }) => {
      const wanted = sumLines(lines);
      const found = await stock.read(wanted.map(({ sku }) => sku));
      const supplies = new Map(
        [...found].map(([sku, each]) => [sku, supplyFor(each, orderId)] as const),
      );
      const isShort = ({ sku, quantity }: (typeof wanted)[number]) =>
        (found.get(sku)?.shardsHeld ?? 1) > 1 && (supplies.get(sku)?.available ?? 0) < quantity;
      const scarce = new Set(wanted.filter(isShort).map(({ sku }) => sku));
      if (scarce.size > 0)
        await checkRefills(new Map([...found].filter(([sku]) => scarce.has(sku))));
      for (const { sku, quantity } of wanted) {
        for (const { shard, available } of found.get(sku)?.parts ?? []) {
          if (available > quantity) short.delete(nameOfPlace(placeOf(sku, shard)));
        }
      }
      return supplies;
    },
  };
};
