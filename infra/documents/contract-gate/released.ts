// The documents as they were last released, and what of them would break.
import { readFileSync } from 'node:fs';
import { documents } from '../write.ts';
import { httpBreaches } from './http.ts';
import { messageBreaches } from './messages.ts';
import type { Breach, Schema } from './schemas.ts';

export const releasedDirectory = 'docs/contracts';

const readReleased = (name: string): Schema => {
  try {
    return JSON.parse(readFileSync(`${releasedDirectory}/${name}`, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
};

const pairOf = (name: string) => ({
  released: readReleased(name),
  current: JSON.parse(JSON.stringify(documents[name]?.())) as Schema,
});

export const breachesOf = (today = new Date().toISOString().slice(0, 10)): readonly Breach[] => [
  ...httpBreaches({ ...pairOf('openapi.json'), today }),
  ...messageBreaches(pairOf('asyncapi.json')),
];

export const describeBreaches = (breaches: readonly Breach[]): string =>
  [
    'Clients of the released contracts in docs/contracts/ could no longer rely on:',
    ...breaches.map(({ where, what }) => `  ${where} ${what}`),
    'Keep what was released and declare the change beside it: a new optional member, a new operation, a new version of a message (…v2).',
    'CONTRIBUTING.md, "A version", shows how the old one is taken out of use.',
  ].join('\n');
