// ReportBatchItemFailures: which items of a batch a function gave back.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

interface BatchResponse {
  readonly batchItemFailures?: readonly { readonly itemIdentifier?: unknown }[] | null;
}

/**
 * Identifiers of the failed items; all of them when the answer names an item that was not in the
 * batch or names none where it should, nothing when the answer is empty.
 */
export function failedItems(payload: string, batch: readonly string[]): Set<string> {
  const answer = JSON.parse(payload) as BatchResponse | null;
  const failures = answer?.batchItemFailures ?? [];
  const identifiers = failures.map(({ itemIdentifier }) => itemIdentifier);
  const valid = identifiers.every(
    (identifier) => typeof identifier === 'string' && batch.includes(identifier),
  );
  return new Set(valid ? (identifiers as string[]) : batch);
}
