// The pages are where their indexes say, and no index leaves one out.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const linked = (index: string): string[] =>
  [...readFileSync(index, 'utf8').matchAll(/\]\(([\w.-]+\.md)\)/g)].map(([, name = '']) => name);

it.each(['docs', 'docs/decisions'])('the index of %s names each page once', (directory) => {
  const pages = readdirSync(directory).filter((name) => name.endsWith('.md'));
  const named = linked(`${directory}/README.md`).toSorted();
  expect(named).toEqual(pages.filter((name) => name !== 'README.md').toSorted());
});

it.each(['README.md', 'CONTRIBUTING.md', 'docs/README.md'])(
  '%s links to nothing that is not there',
  (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    const missing = links.filter(([, path = '']) => !existsSync(join(dirname(page), path)));
    expect(missing.map(([, path]) => path)).toEqual([]);
  },
);
