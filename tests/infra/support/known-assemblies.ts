// Assemblies that were made before, kept on disk: the same sources, bundles and context give the same one again.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const store = join(repository, '.local/assemblies');

/** What the map of the system is made from; the services' code is in the bundles. */
export const sources = ['infra', 'events', 'platform', 'cdk.json', 'package.json'];

export interface Asked {
  /** Where the sources lie. */
  readonly root: string;
  readonly dist: string;
  readonly context: Readonly<Record<string, unknown>>;
}

const filesBelow = (path: string): readonly string[] =>
  fs.statSync(path).isFile()
    ? [path]
    : fs
        .readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .sort();

/** Of all that goes in, byte for byte; the dependencies by their lock file. */
const markOf = ({ root, dist, context }: Asked): string => {
  const hash = createHash('sha256');
  // The metadata name files by their whole path; of a copy, which lies elsewhere each time, nobody reads them.
  const place = root === repository ? root : 'a copy';
  hash.update(JSON.stringify([process.version, place, { ...context, dist: '' }]));
  const add = (base: string, file: string) => {
    const content = fs.readFileSync(file);
    hash.update(`\n${file.slice(base.length)} ${content.length}\n`).update(content);
  };
  add(repository, join(repository, 'package-lock.json'));
  for (const name of sources) for (const file of filesBelow(join(root, name))) add(root, file);
  for (const file of filesBelow(dist)) add(dist, file);
  return hash.digest('hex');
};

/** Of 3 MB each; one run of all tests uses thirty. */
const mostKept = 100;

const usedAt = (path: string): number => fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const forgetOldest = (): void => {
  const kept = fs.readdirSync(store).map((name) => join(store, name));
  const newestFirst = kept.sort((a, b) => usedAt(b) - usedAt(a));
  for (const path of newestFirst.slice(mostKept)) fs.rmSync(path, { recursive: true, force: true });
};

/** Whole or not at all: others look for it at any time. */
const put = (directory: string, known: string): void => {
  fs.mkdirSync(store, { recursive: true });
  forgetOldest();
  const made = fs.mkdtempSync(join(store, 'made-'));
  fs.cpSync(directory, made, { recursive: true });
  try {
    fs.renameSync(made, known);
  } catch {
    // Somebody else was first.
    fs.rmSync(made, { recursive: true });
  }
};

/** Puts what is known into the directory; what had to be made there instead can be kept for the next time. */
export const recall = (asked: Asked, directory: string) => {
  const mark = markOf(asked);
  const known = join(store, mark);
  const isKnown = fs.existsSync(known);
  if (isKnown) {
    fs.utimesSync(known, new Date(), new Date());
    fs.cpSync(known, directory, { recursive: true });
  }
  return {
    isKnown,
    /** Unless the sources have changed meanwhile: nobody knows then what it was made from. */
    keep: (): void => {
      if (markOf(asked) === mark) put(directory, known);
    },
  };
};

/** Whether it is ours from now on. */
const isTaken = (lock: string): boolean => {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch {
    if (Date.now() - usedAt(lock) > staleMs) fs.rmSync(lock, { recursive: true, force: true });
    return false;
  }
};

const tryAgainMs = 100;
/** Of one that was killed. */
const staleMs = 60_000;

const pause = new Int32Array(new SharedArrayBuffer(4));

/** As `recall`, by one process at a time: who comes second finds known what the first has made. */
export const once = <Made>(
  asked: Asked,
  directory: string,
  work: (recalled: ReturnType<typeof recall>) => Made,
): Made => {
  const making = join(store, `making-${markOf(asked)}`);
  fs.mkdirSync(store, { recursive: true });
  while (!isTaken(making)) Atomics.wait(pause, 0, 0, tryAgainMs);
  try {
    return work(recall(asked, directory));
  } finally {
    fs.rmSync(making, { recursive: true, force: true });
  }
};
