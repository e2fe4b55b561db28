// Read and write units: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
import type { AwsResponse } from '../cloud/protocol/edge-protocol.ts';

const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);
/** Operations that write items. */
export const writes = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
  'BatchWriteItem',
]);

const capacity = Buffer.from('"CapacityUnits":');
const longestNumber = 24;

const asked = Buffer.from('{"ReturnConsumedCapacity":"TOTAL",');

/** Has the database say what the call consumes, where the caller has not asked itself. */
export function askingForUnits(operation: string, body: Buffer): Buffer {
  const isCounted = reads.has(operation) || writes.has(operation);
  if (!isCounted || body.length < 3 || body.includes('"ReturnConsumedCapacity"')) return body;
  return Buffer.concat([asked, body.subarray(1)]);
}

/** The answer is not parsed: in it a number follows this name nowhere else. */
export function unitsIn({ body }: AwsResponse): number {
  const answer = Buffer.isBuffer(body) ? body : Buffer.from(body);
  let units = 0;
  for (let at = answer.indexOf(capacity); at >= 0; at = answer.indexOf(capacity, at + 1)) {
    const from = at + capacity.length;
    const digits = /^[\d.]+/.exec(answer.toString('latin1', from, from + longestNumber))?.[0];
    units += Number(digits ?? 0);
  }
  return units;
}
