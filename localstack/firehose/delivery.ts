// One batch of a delivery stream: transformed by its function, and each record written where its partition says.
// https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
import { appendFileSync, mkdirSync } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import type { InvokeResult } from '../cloud/cloud.ts';

export interface Destination {
  /** Of the bucket. */
  readonly directory: string;
  /** E.g. `facts/type=!{partitionKeyFromLambda:type}/`. */
  readonly prefix: string;
  readonly errorPrefix: string;
}

interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Transformed {
  readonly recordId: string;
  readonly result: 'Ok' | 'Dropped' | 'ProcessingFailed';
  readonly data?: string;
  readonly metadata?: { readonly partitionKeys?: Readonly<Record<string, string>> };
}

type Deliver = (streamArn: string, payload: string) => Promise<InvokeResult>;

const expression = /!\{([\w-]+):([^}]+)\}/g;

/** Undefined where a key is missing or would leave its folder. */
function fill(prefix: string, keys: Readonly<Record<string, string>>, now: Date) {
  let isComplete = true;
  const filled = prefix.replaceAll(expression, (_, kind: string, name: string) => {
    if (kind === 'timestamp') return now.toISOString().slice(0, 10);
    if (kind === 'firehose') return 'processing-failed';
    const value = keys[name] ?? '';
    if (!/^[\w.-]+$/.test(value) || value.startsWith('.')) isComplete = false;
    return value;
  });
  return isComplete ? filled : undefined;
}

function append(directory: string, prefix: string, bytes: Buffer): void {
  const path = normalize(join(directory, prefix));
  const folder = path.endsWith(sep) ? path : `${path}${sep}`;
  mkdirSync(folder, { recursive: true });
  appendFileSync(`${folder}${process.pid}.ndjson`, bytes);
}

export function deliverToArchive(
  { directory, prefix, errorPrefix }: Destination,
  transform: (event: string) => Promise<InvokeResult>,
): Deliver {
  const write = ({ result, data = '', metadata }: Transformed, now: Date) => {
    if (result === 'Dropped') return;
    const place = result === 'Ok' ? fill(prefix, metadata?.partitionKeys ?? {}, now) : undefined;
    const bytes = Buffer.from(data, 'base64');
    if (place !== undefined) append(directory, place, bytes);
    else append(directory, fill(errorPrefix, {}, now) ?? 'failed/', bytes);
  };

  return async (streamArn, payload) => {
    const { Records } = JSON.parse(payload) as { Records: readonly SqsRecord[] };
    const event = {
      invocationId: Records[0]?.messageId,
      deliveryStreamArn: streamArn,
      region: streamArn.split(':')[3],
      records: Records.map(({ messageId, body, attributes }) => ({
        recordId: messageId,
        approximateArrivalTimestamp: Number(attributes.SentTimestamp),
        data: Buffer.from(body).toString('base64'),
      })),
    };
    const result = await transform(JSON.stringify(event));
    if (result.functionError) return result;
    const answer = JSON.parse(result.payload) as { records?: readonly Transformed[] } | null;
    const records = new Map((answer?.records ?? []).map((each) => [each.recordId, each]));
    const now = new Date();
    for (const { recordId, data } of event.records) {
      // A record that the function does not answer for has failed.
      write(records.get(recordId) ?? { recordId, result: 'ProcessingFailed', data }, now);
    }
    return { ...result, payload: 'null' };
  };
}
