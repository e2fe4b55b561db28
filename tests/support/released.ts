// What the documents of docs/contracts say of what was released, and what they would say now.
import { readFileSync } from 'node:fs';
import { documents } from '../../infra/documents/write.ts';

type Members = Readonly<Record<string, unknown>>;

const read = (text: string): Members => JSON.parse(text);

/** Members of objects to this depth, by their path. */
const partsOf = (value: unknown, depth: number, path = ''): [path: string, part: unknown][] =>
  depth === 0 || typeof value !== 'object' || value === null
    ? [[path, value]]
    : Object.entries(value).flatMap(([name, part]) => partsOf(part, depth - 1, `${path}/${name}`));

/** Parts of a released document that would say something else now; what was added beside them is free. */
export const changedSince = (file: 'openapi.json' | 'asyncapi.json'): string[] => {
  const current = new Map(partsOf(read(JSON.stringify(documents[file]?.())), 3));
  const released = partsOf(read(readFileSync(`docs/contracts/${file}`, 'utf8')), 3);
  return released
    .filter(([path, part]) => JSON.stringify(current.get(path)) !== JSON.stringify(part))
    .map(([path]) => path);
};

export const howToRelease =
  'what clients were given is other than what the contracts say: npm run tandem -- contracts --release';
