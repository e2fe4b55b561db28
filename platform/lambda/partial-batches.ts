// Failures of a batch are reported one by one, so that what has succeeded does not come again.
import type { MiddlewareObj } from '@middy/core';

interface Batch<Item> {
  readonly Records: readonly Item[];
}

export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * For a handler that answers how each record was settled, in their order.
 * Queues: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 * Streams: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const partialBatches = <Item>(
  idOf: (record: Item) => string,
): MiddlewareObj<Batch<Item>> => ({
  after: (request) => {
    const settled: readonly PromiseSettledResult<unknown>[] = request.response;
    const failed = request.event.Records.filter(
      (_, index) => settled[index]?.status !== 'fulfilled',
    );
    request.response = {
      batchItemFailures: failed.map((record) => ({ itemIdentifier: idOf(record) })),
    } satisfies BatchAnswer;
  },
});
