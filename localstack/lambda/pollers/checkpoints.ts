// How far each event source mapping has come in its stream: kept beside the data, so that a start reads on.
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Position } from '../../dynamodb/streams.ts';

export interface Checkpoint {
  readonly streamArn: string;
  /** Missing while no record was done with. */
  readonly position?: Position;
}

export interface Checkpoints {
  get(mapping: string): Checkpoint | undefined;
  /** Written soon after: what was done in between is handed out again when the runner is killed. */
  set(mapping: string, checkpoint: Checkpoint): void;
  flush(): Promise<void>;
}

const writeWithinMs = 200;

function load(file: string | undefined): Map<string, Checkpoint> {
  if (file === undefined) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object));
  } catch {
    // The first start, or a torn file: records are handed out again from the oldest.
    return new Map();
  }
}

export function createCheckpoints(dataDir: string | undefined): Checkpoints {
  const file = dataDir === undefined ? undefined : join(dataDir, 'streams.json');
  const known = load(file);
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (file === undefined) return;
    await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(known), undefined, 2));
    await rename(`${file}.new`, file);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // A full disk costs a repetition, no record: the next checkpoint is written again.
    writing = writing.then(write).catch(() => undefined);
    return writing;
  }

  return {
    get: (mapping) => known.get(mapping),
    set(mapping, checkpoint) {
      known.set(mapping, checkpoint);
      timer ??= setTimeout(flush, writeWithinMs);
    },
    flush,
  };
}
