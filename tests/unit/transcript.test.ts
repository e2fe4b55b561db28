// What the pages show is run by `npm run tandem -- transcript`, or it is said why not.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { forCopy, leftOut, needs, pages, stepsOf, tableSteps } from '../transcript/steps.ts';

const run = pages.flatMap(stepsOf).filter((step) => step.leftOut === undefined);

it('every block that is only shown says what it needs, in a word that is known', () => {
  const words = pages
    .flatMap((page) => fencedBlocks(readFileSync(page, 'utf8')))
    .flatMap((block) => (block.language === 'sh' && block.needs !== '' ? [block.needs] : []));
  expect([...new Set(words)].toSorted()).toEqual(Object.keys(needs).toSorted());
});

it('what is run has nothing that the reader would have to put in', () => {
  const open = run.filter(({ script }) => /<[a-z][\w ]*>|…/.test(script));
  expect(open.map(({ page, script }) => `${page}: ${script}`)).toEqual([]);
});

it('what is run ends, and calls nothing that a machine may lack', () => {
  const wants =
    /(^|[\s;|&])(docker|aws|sam|kubectl|pip|npx cdk|npm start|npm run (dev|deploy))( |$)/m;
  expect(run.filter(({ script }) => wants.test(script)).map(({ script }) => script)).toEqual([]);
});

it('every command of README that is left out is in README', () => {
  const commands = tableSteps().map(({ script }) => script);
  const gone = Object.keys(leftOut).filter(
    (beginning) => !commands.some((command) => command.startsWith(beginning)),
  );
  expect(gone).toEqual([]);
});

it.each([
  ['npm run status', 'npm run --silent status -- --port 1'],
  ['npm run logs -- --level warn', 'npm run --silent logs -- --port 1 --level warn'],
  ['npm run tandem -- order x', 'npm run --silent tandem -- order --port 1 x'],
  [
    "echo '{}' | npm run invoke -- auth -",
    "echo '{}' | npm run --silent invoke -- --port 1 auth -",
  ],
  ['npm run --silent invoke -- auth', 'npm run --silent invoke -- --port 1 auth'],
  ['npm run build', 'npm run build'],
  ['curl localhost:3000/v1', 'curl localhost:1/v1'],
])('%s is meant for the copy', (command, expected) => {
  expect(forCopy(command, { api: '1', aws: '2' })).toBe(expected);
});
