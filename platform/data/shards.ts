// Partitions of what many write at once (pending outbox items, deadlines, counters).

/** Partition keys of the sparse indexes, so that none grows hot. */
export const shards = ['0', '1', '2', '3'] as const;

/** The same number from 0 to `count` − 1 for the same text. */
export const bucketOf = (text: string, count: number): number => {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (hash * 31 + text.charCodeAt(index)) | 0;
  }
  return Math.abs(hash) % count;
};

/** Pages of all shards: the first ones together, then the second ones, to the end of each. */
export async function* inAllShards<Item>(
  pagesOf: (shard: string) => AsyncIterable<readonly Item[]>,
): AsyncGenerator<readonly Item[]> {
  let open = shards.map((shard) => pagesOf(shard)[Symbol.asyncIterator]());
  while (open.length > 0) {
    const steps = await Promise.all(open.map((pages) => pages.next()));
    open = open.filter((_, index) => !steps[index]?.done);
    const page = steps.flatMap(({ done, value }) => (done ? [] : value));
    if (page.length > 0) yield page;
  }
}

export const shardOf = (text: string): string => shards[bucketOf(text, shards.length)] ?? shards[0];
