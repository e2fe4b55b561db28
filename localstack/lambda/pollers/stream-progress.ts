// How far a mapping has come: everything before the oldest record that is not done with.

import type { Position } from '../../dynamodb/streams.ts';
import type { Checkpoints } from './checkpoints.ts';

export interface Progress {
  /** Where to read on; undefined at the first start of this stream. */
  readonly start: { readonly position?: Position } | undefined;
  shardId: string;
  /** Records that are taken and not done with. */
  readonly outstanding: number;
  /** A record was read; `isWanted` keeps it outstanding until it is done. */
  read(sequence: string, isWanted: boolean): void;
  done(sequences: readonly string[]): void;
  save(): void;
}

export function createStreamProgress(
  mapping: { readonly id: string; readonly streamArn: string },
  checkpoints: Checkpoints,
): Progress {
  const { id, streamArn } = mapping;
  const kept = checkpoints.get(id);
  const start = kept?.streamArn === streamArn ? kept : undefined;
  /** Oldest first, each with the one before it. */
  const outstanding = new Map<string, string | undefined>();
  let last = start?.position?.sequenceNumber;
  const progress: Progress = {
    start,
    shardId: start?.position?.shardId ?? '',
    get outstanding() {
      return outstanding.size;
    },
    read(sequence, isWanted) {
      if (isWanted) outstanding.set(sequence, last);
      last = sequence;
    },
    done(sequences) {
      for (const sequence of sequences) outstanding.delete(sequence);
      progress.save();
    },
    save() {
      const [oldest] = outstanding;
      const sequenceNumber = oldest ? oldest[1] : last;
      const position =
        sequenceNumber === undefined
          ? {}
          : { position: { shardId: progress.shardId, sequenceNumber } };
      checkpoints.set(id, { streamArn, ...position });
    },
  };
  return progress;
}
