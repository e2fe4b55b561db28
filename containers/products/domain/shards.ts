// Stock of a SKU in several shards: which of them an order is served from, and what evens them out. Nearly all SKUs have one, which is 0 and not named.

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

const fullestFirst = (one: ShardSupply, other: ShardSupply): number =>
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
