// Stock of a SKU in several shards: which of them an order is served from. Nearly all SKUs have one, which is 0 and not named.

export const mostShards = 64;

/** Where goods of a SKU lie. */
export interface Place {
  readonly sku: string;
  /** Missing for the first one. */
  readonly shard?: number;
}

export interface ShardSupply {
  readonly shard: number;
  readonly available: number;
}

/** What is taken of one shard. */
export interface Share {
  readonly shard: number;
  readonly quantity: number;
}

export const placeOf = (sku: string, shard: number): Place =>
  shard === 0 ? { sku } : { sku, shard };

export const nameOfPlace = ({ sku, shard = 0 }: Place): string => `${sku}#${shard}`;

export const fullestFirst = (one: ShardSupply, other: ShardSupply): number =>
  other.available - one.available || one.shard - other.shard;

/** Of the first that has it all; else of as few as have it together; undefined where all have too little. */
export const takeFrom = (shards: readonly ShardSupply[], quantity: number): Share[] | undefined => {
  const whole = shards.find(({ available }) => available >= quantity);
  if (whole !== undefined) return [{ shard: whole.shard, quantity }];
  let left = quantity;
  const shares = shards.toSorted(fullestFirst).flatMap(({ shard, available }) => {
    const taken = Math.min(left, Math.max(available, 0));
    left -= taken;
    return taken === 0 ? [] : [{ shard, quantity: taken }];
  });
  return left === 0 ? shares : undefined;
};
