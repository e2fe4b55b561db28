// Batches that SNS and SQS take: ten messages at most, and all together no larger than one may be.

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const mostMessages = 10;
const mostBytes = 262_144;

/** In their order; what is too large by itself is alone, so that its refusal is no other's. */
export const batchesOf = <T>(items: readonly T[], bytesOf: (item: T) => number): T[][] => {
  const batches: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < mostMessages && bytes + size <= mostBytes) {
      batch.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  return batches;
};
