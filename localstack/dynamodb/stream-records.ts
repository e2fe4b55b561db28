// Records of table streams as Lambda and the Streams API hand them out on AWS.
import { hash } from 'node:crypto';

export type Item = Record<string, Record<string, unknown>>;

export interface StreamRecord {
  /** 32 hexadecimal digits, the same whenever the record is read. */
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    /** Digits; those of one shard sort as texts. */
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
}

/** A record as the database keeps it. */
export type KeptRecord = Omit<StreamRecord, 'eventID' | 'awsRegion' | 'eventSourceARN'>;

/** What the Streams API of the database answers; without a next iterator the shard has ended. */
export interface KeptRecords {
  readonly Records?: readonly KeptRecord[];
  readonly NextShardIterator?: string;
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
const shortestSequence = 21;

export const sequenceOf = (record: StreamRecord) => record.dynamodb.SequenceNumber;

const padded = (sequence: string) => sequence.padStart(shortestSequence, '0');

interface KeptShard {
  readonly SequenceNumberRange: {
    readonly StartingSequenceNumber?: string;
    readonly EndingSequenceNumber?: string;
  };
}

/** A shard as AWS tells of it: the range of one that still grows has no end. */
export function shardOf<S extends KeptShard>(shard: S, isOpen: boolean) {
  const { StartingSequenceNumber: start = '1', EndingSequenceNumber: end } =
    shard.SequenceNumberRange;
  const SequenceNumberRange = {
    StartingSequenceNumber: padded(start),
    ...(!isOpen && end !== undefined && { EndingSequenceNumber: padded(end) }),
  };
  return { ...shard, SequenceNumberRange };
}

export function recordOf(kept: KeptRecord, streamArn: string, region: string): StreamRecord {
  const SequenceNumber = padded(kept.dynamodb.SequenceNumber);
  return {
    ...kept,
    eventID: hash('md5', `${streamArn} ${SequenceNumber}`),
    awsRegion: region,
    eventSourceARN: streamArn,
    dynamodb: { ...kept.dynamodb, SequenceNumber },
  };
}
