// The chaos run that goes on in this repository, or the last one: `npm run chaos` writes down how far it has come.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Route } from './routing.ts';

/** Null where there was none, or what is there cannot be read. */
export function chaosRun(directory: string): unknown {
  try {
    return JSON.parse(readFileSync(join(directory, 'live.json'), 'utf8'));
  } catch {
    return null;
  }
}

export const chaosRoutes = (directory: string): Route[] => [
  ['GET', /^\/_tandem\/chaos$/, () => ({ run: chaosRun(directory) })],
];
