// The archive of facts as files: `<folder>/type=<type>/day=<day>/*.ndjson`, read day by day in the order of time.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ArchivedFact {
  readonly id: string;
  readonly type: string;
  /** ISO time. */
  readonly time: string;
  readonly [member: string]: unknown;
}

export interface Wanted {
  /** ISO day or time, inclusive. */
  readonly since?: string;
  /** Exclusive. */
  readonly until?: string;
  /** All where none is named. */
  readonly types?: readonly string[];
}

const named = (folder: string, key: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.startsWith(`${key}=`))
        .map((name) => name.slice(key.length + 1))
    : [];

const isFact = (value: unknown): value is ArchivedFact =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'type', 'time'].every((name) => typeof Reflect.get(value, name) === 'string');

/** Nothing for a line that is not whole yet, or was cut off. */
const factsIn = (file: string): readonly ArchivedFact[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const value: unknown = JSON.parse(line);
        return isFact(value) ? [value] : [];
      } catch {
        return [];
      }
    });

const filesOf = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ndjson'))
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

const byTime = (one: ArchivedFact, other: ArchivedFact): number =>
  one.time < other.time || (one.time === other.time && one.id < other.id) ? -1 : 1;

/** Each fact once, however often it was delivered: it has the same id and the same time each time. */
export function* readFacts(folder: string, { since = '', until, types }: Wanted) {
  const kept = named(folder, 'type').filter((type) => types?.includes(type) ?? true);
  const days = [...new Set(kept.flatMap((type) => named(join(folder, `type=${type}`), 'day')))];
  const isWanted = ({ time }: ArchivedFact): boolean =>
    time >= since && (until === undefined || time < until);
  for (const day of days.sort()) {
    if (day < since.slice(0, 10) || (until !== undefined && day > until)) continue;
    const facts = new Map<string, ArchivedFact>();
    for (const type of kept) {
      for (const file of filesOf(join(folder, `type=${type}`, `day=${day}`))) {
        for (const fact of factsIn(file)) facts.set(fact.id, fact);
      }
    }
    yield* [...facts.values()].filter(isWanted).sort(byTime);
  }
}
