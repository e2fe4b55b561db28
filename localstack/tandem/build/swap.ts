// New code in the place of what runs: only where it is another, and only where it runs.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSemaphore } from '../../../platform/kernel/semaphore.ts';
import type { Unit } from './units.ts';

export interface Swapped {
  readonly replaced: readonly string[];
  readonly refused: readonly { readonly name: string; readonly error: Error }[];
}

/** Replaces each unit whose files are not those that run; one that does not start goes on as before. */
export async function swap(units: readonly Unit[]): Promise<Swapped> {
  const inTurn = createSemaphore({ atOnce: availableParallelism(), waiting: units.length });
  const different = units.filter(({ source, target }) => filesOf(source) !== filesOf(target));
  const results = await Promise.all(
    different.map((unit) =>
      inTurn(() => take(unit)).then(
        () => ({ name: unit.name }),
        (error: Error) => ({ name: unit.name, error }),
      ),
    ),
  );
  return {
    replaced: results.filter((result) => !('error' in result)).map(({ name }) => name),
    refused: results.filter((result) => 'error' in result),
  };
}

async function take({ source, target, tryOut, replace }: Unit): Promise<void> {
  await tryOut();
  const before = mkdtempSync(join(tmpdir(), 'tandem-before-'));
  try {
    cpSync(target, before, { recursive: true });
    cpSync(source, target, { recursive: true });
    await replace();
  } catch (error) {
    cpSync(before, target, { recursive: true });
    throw error;
  } finally {
    rmSync(before, { recursive: true, force: true });
  }
}

/** Lines that move change the maps alone, and nothing of what runs. */
function filesOf(directory: string): string {
  return readdirSync(directory)
    .filter((name) => !name.endsWith('.map'))
    .map((name) => `${name}\n${readFileSync(join(directory, name), 'latin1')}`)
    .join('\n');
}
