// What the types notice of many faults at once: one fault a source, and an error names the source it is in.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../support/copy-of-sources.ts';
import type { Mutant } from './operators.ts';

export const plant = (source: string, { start, end, text }: Mutant): string =>
  `${source.slice(0, start)}${text}${source.slice(end)}`;

/** Rounds in which each source has one fault at most. */
export function roundsOf(mutants: readonly Mutant[]): Mutant[][] {
  const rounds: Mutant[][] = [];
  for (const inFile of Map.groupBy(mutants, ({ file }) => file).values()) {
    for (const [round, mutant] of inFile.entries()) {
      rounds[round] ??= [];
      rounds[round].push(mutant);
    }
  }
  return rounds;
}

/** The first error of each source, of what the compiler has printed. */
export function errorsIn(printed: string): Map<string, string> {
  const errors = new Map<string, string>();
  for (const line of printed.split('\n')) {
    const [, file, error] = /^(\S+?)\(\d+,\d+\): error (.+)$/.exec(line) ?? [];
    if (file && error && !errors.has(file)) errors.set(file, error);
  }
  return errors;
}

/** The error of each fault that the types notice, in a copy of the sources. */
export async function typeErrorsOf(
  directory: string,
  mutants: readonly Mutant[],
): Promise<Map<Mutant, string>> {
  const noticed = new Map<Mutant, string>();
  for (const round of roundsOf(mutants)) {
    const right = round.map(({ file }) => readFileSync(join(directory, file), 'utf8'));
    for (const [at, mutant] of round.entries()) {
      writeFileSync(join(directory, mutant.file), plant(right[at] ?? '', mutant));
    }
    const { text } = await runTool(directory, 'typescript/bin/tsc', ['--noEmit']);
    const errors = errorsIn(text);
    for (const [at, mutant] of round.entries()) {
      writeFileSync(join(directory, mutant.file), right[at] ?? '');
      const error = errors.get(mutant.file);
      if (error) noticed.set(mutant, `types: ${error}`);
    }
  }
  return noticed;
}
