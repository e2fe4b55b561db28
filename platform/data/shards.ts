// Partitions of the sparse indexes (pending outbox items, deadlines).

/** Partition keys of the sparse indexes, so that none grows hot. */
export const shards = ['0', '1', '2', '3'] as const;

export const shardOf = (text: string): string => {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (hash * 31 + text.charCodeAt(index)) | 0;
  }
  return shards[Math.abs(hash) % shards.length] ?? shards[0];
};
