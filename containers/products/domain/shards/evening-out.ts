// What evens out the shards of a SKU, each transfer between two.
import { fullestFirst, type ShardSupply, type Share, takeFrom } from './places.ts';

export interface FilledShard extends ShardSupply {
  /** Takes no goods any more; what it has goes to others. */
  readonly closed?: boolean;
}

export interface Transfer {
  readonly from: number;
  readonly to: number;
  readonly quantity: number;
}

/** What each open one should have: the fullest get the odd ones, so that as little as possible moves. */
const targetsOf = (shards: readonly FilledShard[], all: number): Map<number, number> => {
  const open = shards.filter(({ closed }) => !closed).sort(fullestFirst);
  const [each, odd] = [Math.floor(all / open.length), all % open.length];
  return new Map(open.map(({ shard }, index) => [shard, index < odd ? each + 1 : each]));
};

/** An open one has less than half of what it should have, or one that is closed has goods. */
const isUneven = (
  shards: readonly FilledShard[],
  targets: ReadonlyMap<number, number>,
): boolean => {
  const each = Math.min(...targets.values());
  return shards.some(({ available, closed }) => (closed ? available > 0 : available < each / 2));
};

/** Pairs who has too much with who has too little. */
const paired = (excess: readonly Share[]): Transfer[] => {
  const takers = excess.filter(({ quantity }) => quantity < 0).map((each) => ({ ...each }));
  return excess
    .filter(({ quantity }) => quantity > 0)
    .flatMap(({ shard: from, quantity }) => {
      const transfers: Transfer[] = [];
      for (let left = quantity; left > 0; ) {
        const taker = takers[0];
        if (taker === undefined) break;
        const moved = Math.min(left, -taker.quantity);
        transfers.push({ from, to: taker.shard, quantity: moved });
        taker.quantity += moved;
        left -= moved;
        if (taker.quantity === 0) takers.shift();
      }
      return transfers;
    });
};

/** Evens out what is available, each transfer between two; none where nothing is gained by it. */
export const transfersOf = (shards: readonly FilledShard[]): Transfer[] => {
  const all = shards.reduce((sum, { available }) => sum + available, 0);
  const targets = targetsOf(shards, all);
  if (!isUneven(shards, targets)) return [];
  return paired(
    shards.map(({ shard, available }) => ({
      shard,
      quantity: available - (targets.get(shard) ?? 0),
    })),
  );
};

/** What brings so much into the fullest open one, where they have it together. */
export const gatheringOf = (shards: readonly FilledShard[], quantity: number): Transfer[] => {
  const into = shards.filter(({ closed }) => !closed).sort(fullestFirst)[0];
  if (into === undefined || into.available >= quantity) return [];
  const others = shards.filter(({ shard }) => shard !== into.shard);
  const shares = takeFrom(others, quantity - into.available) ?? [];
  return shares.map((share) => ({ from: share.shard, to: into.shard, quantity: share.quantity }));
};
