// The database's file: where it lies, and what its stream records need that dynoxide does not give them.
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const prefix = 'tandem-db-';
const memoryDirectory = '/dev/shm';
const enoughBytes = 2 ** 30;
const keptSeconds = 24 * 3600;

/** In memory where there is enough of it: a commit then waits for no disk. */
function temporaryRoot(): string {
  if (!existsSync(memoryDirectory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memoryDirectory);
  return bavail * bsize >= enoughBytes ? memoryDirectory : tmpdir();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A directory of this process; those of processes that were killed go. */
export function temporaryDirectory(): string {
  const root = temporaryRoot();
  for (const name of readdirSync(root)) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    if (!isRunning(pid)) rmSync(join(root, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(root, `${prefix}${process.pid}-`));
}

function withFile(file: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    work(database);
  } finally {
    database.close();
  }
}

/** Without it each write reads all records of its table to find its number (docs/decisions/0130). */
export function indexStreams(file: string): void {
  withFile(file, (database) =>
    database.exec(
      'CREATE INDEX IF NOT EXISTS tandem_stream_records ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
    ),
  );
}

/** Stream records are kept for 24 hours, and the newest of each table for its number. */
export function trimStreams(file: string, now: number): void {
  withFile(file, (database) =>
    database
      .prepare(
        'DELETE FROM _stream_records WHERE created_at < ? AND id NOT IN (SELECT MAX(id) FROM _stream_records GROUP BY table_name)',
      )
      .run(Math.floor(now / 1000) - keptSeconds),
  );
}
