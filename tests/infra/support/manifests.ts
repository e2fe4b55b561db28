// What the command that writes manifests has written.
import { expect, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { main, type Options, readOptions } from '../../../infra/tools/kubernetes.ts';
import { filesOf, temporary } from './assembly.ts';

export const optionsOf = (...args: readonly string[]): Options => {
  const options = readOptions(args);
  if (options === undefined) throw new Error('the help was asked for');
  return options;
};

/** Objects as the command writes them, by `<kind> <name>`. */
export const written = async (
  ...args: readonly string[]
): Promise<ReadonlyMap<string, unknown>> => {
  const removals: (() => void)[] = [];
  const out = temporary('manifests', (remove) => removals.push(remove));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await main(optionsOf('--out', out, ...args))).toBe(0);
  const texts = Object.values(filesOf(out));
  for (const remove of removals) remove();
  return new Map(
    texts
      .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()))
      .map((object) => [`${object.kind} ${object.metadata.name}`, object]),
  );
};
