// Log lines that are only in the files any more.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWanted, type LogFilter, type LogLine } from './line.ts';

async function linesOf(directory: string, name: string, filter: LogFilter): Promise<LogLine[]> {
  const source = name.replace(/\.log(\.1)?$/, '');
  const text = await readFile(join(directory, name), 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line): LogLine => {
      const space = line.indexOf(' ');
      return { source, at: line.slice(0, Math.max(0, space)), text: line.slice(space + 1) };
    })
    .filter((line) => line.at !== '' && isWanted(line, filter));
}

/** Newest first. One file after the other, so that the search does not hold up what runs. */
export async function linesOnDisk(
  directory: string,
  filter: LogFilter,
  limit: number,
): Promise<LogLine[]> {
  let found: LogLine[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    if (!/\.log(\.1)?$/.test(name)) continue;
    found.push(...(await linesOf(directory, name, filter)));
    found = found.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, limit);
  }
  return found;
}
