// DynamoDB stream event source mappings: reads on from its checkpoint as soon as something is written, batches go out lane by lane.

import { compileFilters } from '../../cloud/filters/event-filter.ts';
import { type StreamRecord, sequenceOf } from '../../dynamodb/stream-records.ts';
import type { StreamReader, Streams } from '../../dynamodb/streams.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { MappingHost } from './mapping.ts';
import type { Poller, QueueMapping } from './queue.ts';
import { type BatchRules, batchProcessor } from './stream-batch.ts';
import { createStreamProgress } from './stream-progress.ts';

export interface StreamMapping extends BatchRules {
  /** Its name among the checkpoints. */
  readonly id: string;
  readonly startsAtLatest: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Batches at a time; records of one item always go through the same lane. */
  readonly lanes: number;
  readonly patterns: readonly Record<string, unknown>[];
  /** Shared by all that the function consumes. */
  readonly turns: Required<QueueMapping>['turns'];
}

export interface StreamSource {
  readonly streams: Streams;
  readonly checkpoints: Checkpoints;
  /** Faults on purpose: is this record lost? */
  readonly loses: () => boolean;
}

interface Lane {
  readonly records: StreamRecord[];
  running: Promise<void> | undefined;
  /** Wakes a lane that waits for its batching window. */
  nudge: (() => void) | undefined;
}

const mostOutstanding = 2000;
// For what was written past the edge; its own writes are told at once.
const lookAgainMs = 10_000;
const afterErrorMs = 1000;

/** The same for all records of an item: the database tells its keys in any order. */
export function laneOf({ dynamodb }: Pick<StreamRecord, 'dynamodb'>, lanes: number): number {
  if (lanes === 1) return 0;
  const keys = Object.entries(dynamodb.Keys).sort(([one], [other]) => (one < other ? -1 : 1));
  let hash = 0;
  for (const character of JSON.stringify(keys)) hash = (hash * 31 + character.charCodeAt(0)) | 0;
  return Math.abs(hash) % lanes;
}

export function startStreamPoller(
  mapping: StreamMapping,
  host: MappingHost,
  source: StreamSource,
): Poller {
  const { batchSize, windowSeconds, streamArn } = mapping;
  const { streams } = source;
  const filter = compileFilters(mapping.patterns);
  const lanes: Lane[] = Array.from({ length: mapping.lanes }, () => ({
    records: [],
    running: undefined,
    nudge: undefined,
  }));
  const stopping = new AbortController();
  const progress = createStreamProgress(mapping, source.checkpoints);
  let wake: (() => void) | undefined;
  let isNudged = false;

  function nudge(): void {
    isNudged = true;
    wake?.();
  }

  /** Resolves after the time, at the stop, or when the function given out by `onStart` is called. */
  function pause(ms: number, onStart?: (end: (() => void) | undefined) => void): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stopping.signal.removeEventListener('abort', done);
        onStart?.(undefined);
        resolve();
      };
      const timer = setTimeout(done, ms);
      stopping.signal.addEventListener('abort', done);
      onStart?.(done);
    });
  }

  const process = batchProcessor(mapping, host, {
    stopping: stopping.signal,
    pause,
    shardId: () => progress.shardId,
  });

  async function fill(lane: Lane): Promise<void> {
    if (windowSeconds === 0 || lane.records.length >= batchSize) return;
    await pause(windowSeconds * 1000, (end) => {
      lane.nudge = end;
    });
  }

  async function run(lane: Lane): Promise<void> {
    while (lane.records.length > 0 && !stopping.signal.aborted) {
      await fill(lane);
      const endTurn = await mapping.turns.take();
      const batch = lane.records.splice(0, batchSize);
      // What the stop has cut short is read again at the next start.
      if (!(await process(batch).finally(endTurn))) break;
      progress.done(batch.map(sequenceOf));
      if (progress.outstanding < mostOutstanding) wake?.();
    }
    lane.running = undefined;
  }

  function take(record: StreamRecord): void {
    const lane = lanes[laneOf(record, mapping.lanes)];
    const isWanted = lane !== undefined && filter(record) && !source.loses();
    progress.read(sequenceOf(record), isWanted);
    if (!isWanted) return;
    lane.records.push(record);
    if (lane.records.length >= batchSize) lane.nudge?.();
  }

  async function openReader(): Promise<StreamReader> {
    const { start } = progress;
    const reader = await streams.reader(streamArn, start?.position);
    progress.shardId = reader.shardId;
    if (start === undefined && mapping.startsAtLatest) {
      for (let records = await reader.next(); records.length > 0; records = await reader.next()) {
        for (const record of records) progress.read(sequenceOf(record), false);
      }
    }
    progress.save();
    return reader;
  }

  async function readOn(reader: StreamReader): Promise<void> {
    isNudged = false;
    const records = await reader.next();
    progress.shardId = reader.shardId;
    for (const record of records) take(record);
    for (const lane of lanes) if (lane.records.length > 0) lane.running ??= run(lane);
    if (records.length > 0 && progress.outstanding === 0) progress.save();
    const isFull = progress.outstanding >= mostOutstanding;
    if (!isFull && (!reader.atEnd || isNudged)) return;
    await pause(lookAgainMs, (end) => {
      wake = end;
    });
  }

  async function loop(): Promise<void> {
    let reader: StreamReader | undefined;
    while (!stopping.signal.aborted) {
      try {
        reader ??= await openReader();
        await readOn(reader);
      } catch (error) {
        if (stopping.signal.aborted) return;
        host.log(`${streamArn}: ${String(error)}`);
        await pause(afterErrorMs);
      }
    }
  }

  const stopListening = streams.onWrite(streamArn, nudge);
  const looping = loop();
  return {
    async stop() {
      stopListening();
      stopping.abort();
      await looping;
      await Promise.all(lanes.map((lane) => lane.running));
    },
  };
}
