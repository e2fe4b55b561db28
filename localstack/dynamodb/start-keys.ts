// A query begins within the partition that it asks for: dynoxide gives an empty page, or the wrong one.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import { leadingKeysOf, type PartitionKey } from './leading-keys.ts';

interface Query extends Readonly<Record<string, unknown>> {
  readonly TableName?: string;
  readonly IndexName?: string;
}

/** Throws where the start key lies in another partition; of tables of templates only. */
export function checkStartKey(request: Query, partitionKey: PartitionKey): void {
  const start = request.ExclusiveStartKey as Record<string, Record<string, unknown>> | undefined;
  const name = partitionKey(request.TableName ?? '', request.IndexName);
  const given = name === undefined ? undefined : start?.[name];
  const [wanted = []] = leadingKeysOf('Query', request, partitionKey);
  if (given === undefined || wanted.length === 0) return;
  if (Object.values(given).some((value) => wanted.includes(String(value)))) return;
  throw new AwsError(
    'ValidationException',
    'The provided starting key is outside query boundaries based on provided conditions',
  );
}
