// One batch of stream records: invoked, halved and tried again until its records are done with or given up.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
import { randomUUID } from 'node:crypto';
import { type StreamRecord, sequenceOf } from '../../dynamodb/stream-records.ts';
import { isTooLong, maxPayloadBytes } from '../limits.ts';
import type { MappingHost } from './mapping.ts';
import { failedItems } from './partial-failures.ts';

export interface BatchRules {
  readonly streamArn: string;
  readonly functionId: string;
  readonly bisect: boolean;
  /** −1 retries as long as the stream keeps the record. */
  readonly maximumRetries: number;
  readonly maximumAgeSeconds: number;
  readonly reportsItemFailures: boolean;
  readonly onFailureArn: string | undefined;
}

interface Pace {
  readonly stopping: AbortSignal;
  pause(ms: number): Promise<void>;
  shardId(): string;
}

const retentionSeconds = 24 * 3600;
const longestBackoffMs = 10_000;

const createdAt = (record: StreamRecord) => record.dynamodb.ApproximateCreationDateTime;
const arrival = (record: StreamRecord) => new Date(createdAt(record) * 1000).toISOString();

interface Attempt {
  readonly left: readonly StreamRecord[];
  readonly functionError?: string;
  /** More than an invocation carries. */
  readonly isTooLong?: boolean;
}

export function batchProcessor(rules: BatchRules, host: MappingHost, pace: Pace) {
  const { maximumRetries, maximumAgeSeconds } = rules;
  const mostSeconds = maximumAgeSeconds < 0 ? retentionSeconds : maximumAgeSeconds;

  const isTooOld = (record: StreamRecord) => Date.now() / 1000 - createdAt(record) > mostSeconds;

  /** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
  function giveUp(
    condition: 'RecordAgeExceeded' | 'RetryAttemptsExhausted',
    records: readonly StreamRecord[],
    attempts: number,
    error?: string,
  ): void {
    const [first] = records;
    const last = records.at(-1);
    if (!rules.onFailureArn || !first || !last) return;
    const body = {
      requestContext: {
        requestId: randomUUID(),
        functionArn: host.functionArn(rules.functionId),
        condition,
        approximateInvokeCount: attempts,
      },
      ...(error !== undefined && {
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: error },
      }),
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: pace.shardId(),
        startSequenceNumber: sequenceOf(first),
        endSequenceNumber: sequenceOf(last),
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: records.length,
        streamArn: rules.streamArn,
      },
    };
    host.deliver(rules.functionId, rules.onFailureArn, JSON.stringify(body));
  }

  /** Gives up those that have become too old, and answers the others. */
  function youngOf(
    records: readonly StreamRecord[],
    attempts: number,
    error?: string,
  ): readonly StreamRecord[] {
    const from = records.findIndex((record) => !isTooOld(record));
    const young = from < 0 ? [] : records.slice(from);
    const old = records.slice(0, records.length - young.length);
    giveUp('RecordAgeExceeded', old, attempts, error);
    return young;
  }

  async function attempt(records: readonly StreamRecord[]): Promise<Attempt> {
    const payload = JSON.stringify({ Records: records });
    if (records.length > 1 && isTooLong(payload, maxPayloadBytes)) {
      return { left: records, isTooLong: true };
    }
    try {
      const { functionError, payload: answer } = await host.invoke(rules.functionId, payload);
      if (functionError) return { left: records, functionError };
      if (!rules.reportsItemFailures) return { left: [] };
      const failed = failedItems(answer, records.map(sequenceOf));
      const from = records.findIndex((record) => failed.has(sequenceOf(record)));
      return { left: from < 0 ? [] : records.slice(from) };
    } catch (error) {
      host.log(`${rules.streamArn}: ${String(error)}`);
      return { left: records };
    }
  }

  const isExhausted = (tries: number) => maximumRetries >= 0 && tries > maximumRetries;
  const backoffMs = (tries: number) => Math.min(100 * 2 ** tries, longestBackoffMs);

  /** A batch that failed as a whole is halved until the bad record stands alone. */
  const isHalved = (records: readonly StreamRecord[], { left, ...attempted }: Attempt) =>
    (rules.bisect || attempted.isTooLong) && left.length === records.length && left.length > 1;

  async function halves(records: readonly StreamRecord[], tries: number): Promise<boolean> {
    const middle = Math.ceil(records.length / 2);
    const first = await process(records.slice(0, middle), tries);
    return (await process(records.slice(middle), tries)) && first;
  }

  /** False when the stop came before the end of it. */
  async function process(records: readonly StreamRecord[], attempts = 0): Promise<boolean> {
    let last: Attempt = { left: records };
    for (let tries = attempts; last.left.length > 0; tries += 1) {
      const rest = youngOf(last.left, tries, last.functionError);
      if (rest.length === 0 || isExhausted(tries)) {
        giveUp('RetryAttemptsExhausted', rest, tries, last.functionError);
        return true;
      }
      if (tries > 0) await pace.pause(backoffMs(tries));
      if (pace.stopping.aborted) return false;
      last = await attempt(rest);
      if (isHalved(rest, last)) return await halves(rest, tries);
    }
    return true;
  }

  return process;
}
