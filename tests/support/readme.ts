// The shell commands that README shows.
import { readFileSync } from 'node:fs';
import { fencedBlocks } from './fenced-blocks.ts';

/** The `sh` blocks below a heading of the second level, in their order. */
export const shellBlocks = (heading: string): string[] => {
  const readme = readFileSync('README.md', 'utf8');
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return fencedBlocks(section)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text.trim());
};

/** The same commands for a copy on other ports than those of a plain start. */
export const onPorts = (script: string, { api, aws }: { api: string; aws: string }): string =>
  script
    .replaceAll('localhost:3000', `localhost:${api}`)
    .replaceAll('localhost:4566', `localhost:${aws}`);
