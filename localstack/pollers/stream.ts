// DynamoDB stream event source mappings: records come in as they are written, batches go out lane by lane.
import type { EventName, Item, StreamRecord } from '../stream-records.ts';
import type { StreamSubscriber } from '../streams.ts';
import { compileFilter, compileFilters, type Filter } from './filter.ts';
import type { MappingHost } from './mapping.ts';
import { failedItems } from './partial-failures.ts';

export interface StreamMapping {
  readonly streamArn: string;
  readonly functionId: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Batches at a time; records of one item always go through the same lane. */
  readonly lanes: number;
  readonly bisect: boolean;
  /** −1 retries for ever. */
  readonly maximumRetries: number;
  readonly maximumAgeSeconds: number;
  readonly reportsItemFailures: boolean;
  readonly onFailureArn: string | undefined;
  readonly patterns: readonly Record<string, unknown>[];
}

export interface StreamPoller extends StreamSubscriber {
  stop(): Promise<void>;
}

interface Lane {
  readonly records: StreamRecord[];
  running: Promise<void> | undefined;
  /** Wakes a lane that waits for its batching window. */
  nudge: (() => void) | undefined;
}

const longestBackoffMs = 10_000;

const sequenceOf = (record: StreamRecord) => record.dynamodb.SequenceNumber;

function laneOf(record: StreamRecord, lanes: number): number {
  if (lanes === 1) return 0;
  const [key = {}] = Object.values(record.dynamodb.Keys);
  let hash = 0;
  for (const character of JSON.stringify(key)) hash = (hash * 31 + character.charCodeAt(0)) | 0;
  return Math.abs(hash) % lanes;
}

interface EarlyFilter {
  /** The rules on anything but the images and keys. */
  readonly partial: Filter;
  /** All rules, where keys and new image are enough to judge. */
  readonly full: Filter | undefined;
}

/** What a filter can decide before the write is done. */
function earlyFilter(pattern: Record<string, unknown>): EarlyFilter {
  const { dynamodb, ...rest } = pattern;
  const judgeable = !(typeof dynamodb === 'object' && dynamodb !== null && 'OldImage' in dynamodb);
  return {
    partial: compileFilter(rest),
    full: judgeable ? compileFilter(pattern) : undefined,
  };
}

export function startStreamPoller(mapping: StreamMapping, host: MappingHost): StreamPoller {
  const { batchSize, windowSeconds, maximumRetries, maximumAgeSeconds } = mapping;
  const filter = compileFilters(mapping.patterns);
  const early = mapping.patterns.map(earlyFilter);
  const lanes: Lane[] = Array.from({ length: mapping.lanes }, () => ({
    records: [],
    running: undefined,
    nudge: undefined,
  }));
  const stopping = new AbortController();

  function pause(ms: number, lane?: Lane): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stopping.signal.removeEventListener('abort', done);
        if (lane) lane.nudge = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      stopping.signal.addEventListener('abort', done);
      if (lane) lane.nudge = done;
    });
  }

  const tooOld = (records: readonly StreamRecord[]) => {
    const oldest = records[0]?.dynamodb.ApproximateCreationDateTime ?? 0;
    return maximumAgeSeconds >= 0 && Date.now() / 1000 - oldest > maximumAgeSeconds;
  };

  function giveUp(records: readonly StreamRecord[], attempts: number): void {
    const first = records[0];
    const last = records.at(-1);
    if (!mapping.onFailureArn || !first || !last) return;
    const body = {
      requestContext: {
        functionArn: mapping.functionId,
        condition: tooOld(records) ? 'RecordAgeExceeded' : 'RetryAttemptsExhausted',
        approximateInvokeCount: attempts,
      },
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: 'shardId-00000000000000000000-embedded',
        startSequenceNumber: sequenceOf(first),
        endSequenceNumber: sequenceOf(last),
        batchSize: records.length,
        streamArn: mapping.streamArn,
      },
    };
    host.deliver(mapping.functionId, mapping.onFailureArn, JSON.stringify(body));
  }

  /** The records that are still to do after one attempt. */
  async function attempt(records: readonly StreamRecord[]): Promise<readonly StreamRecord[]> {
    const payload = JSON.stringify({ Records: records });
    const result = await host.invoke(mapping.functionId, payload);
    if (result.functionError) return records;
    if (!mapping.reportsItemFailures) return [];
    const failed = failedItems(result.payload, records.map(sequenceOf));
    const from = records.findIndex((record) => failed.has(sequenceOf(record)));
    return from < 0 ? [] : records.slice(from);
  }

  async function process(records: readonly StreamRecord[], attempts = 0): Promise<void> {
    let rest = records;
    for (let tries = attempts; rest.length > 0 && !stopping.signal.aborted; tries += 1) {
      const exhausted = maximumRetries >= 0 && tries > maximumRetries;
      if (exhausted || tooOld(rest)) {
        giveUp(rest, tries);
        return;
      }
      if (tries > 0) await pause(Math.min(100 * 2 ** tries, longestBackoffMs));
      const left = await attempt(rest).catch((error: unknown) => {
        host.log(`${mapping.streamArn}: ${String(error)}`);
        return rest;
      });
      // A batch that failed as a whole is halved until the bad record stands alone.
      if (mapping.bisect && left.length === rest.length && left.length > 1) {
        const middle = Math.ceil(left.length / 2);
        await process(left.slice(0, middle), tries + 1);
        await process(left.slice(middle), tries + 1);
        return;
      }
      rest = left;
    }
  }

  async function run(lane: Lane): Promise<void> {
    // One turn of the event loop lets the records of one transaction share a batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (lane.records.length > 0 && !stopping.signal.aborted) {
      if (windowSeconds > 0 && lane.records.length < batchSize) {
        await pause(windowSeconds * 1000, lane);
      }
      await process(lane.records.splice(0, batchSize)).catch((error: unknown) =>
        host.log(`${mapping.streamArn}: ${String(error)}`),
      );
    }
    lane.running = undefined;
  }

  function couldWant(eventName: EventName, Keys: Item, NewImage: Item | undefined): boolean {
    if (early.length === 0) return true;
    const known = { eventName, eventSource: 'aws:dynamodb' };
    return early.some(({ partial, full }) =>
      NewImage && full ? full({ ...known, dynamodb: { Keys, NewImage } }) : partial(known),
    );
  }

  return {
    couldWant,
    offer(records) {
      for (const record of records) {
        if (!filter(record)) continue;
        const lane = lanes[laneOf(record, mapping.lanes)];
        if (!lane || stopping.signal.aborted) continue;
        lane.records.push(record);
        if (lane.records.length >= batchSize) lane.nudge?.();
        lane.running ??= run(lane);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(lanes.map((lane) => lane.running));
    },
  };
}
