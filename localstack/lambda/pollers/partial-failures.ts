// ReportBatchItemFailures: which items of a batch a function gave back.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

/**
 * Identifiers of the failed items; all of them when the answer names an item that was not in the
 * batch, names none where it should, or has no list, nothing when the answer is empty.
 */
export function failedItems(payload: string, batch: readonly string[]): Set<string> {
  const answer = JSON.parse(payload) as { batchItemFailures?: unknown } | null;
  const failures: unknown = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return new Set(batch);
  const identifiers = failures.map(
    (one: { itemIdentifier?: unknown } | null) => one?.itemIdentifier,
  );
  const valid = identifiers.every(
    (identifier) => typeof identifier === 'string' && batch.includes(identifier),
  );
  return new Set(valid ? (identifiers as string[]) : batch);
}
