// What every bundle begins with: an error of its other modules is to be told right.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const first = JSON.stringify(resolve('platform/kernel/stack-traces.ts'));

/** esbuild's own `inject` would have every module ask for it: a kilobyte in each bundle. */
export const stackTracesPlugin = (): Plugin => ({
  name: 'stack-traces',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.entry\.ts$/ }, async ({ path }) => ({
      // On the first line, so that all others are where they were.
      contents: `import ${first};${await readFile(path, 'utf8')}`,
      loader: 'ts',
    }));
  },
});
