// docs/tutorials/import-a-catalogue.md works as written.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiUrl } from '../support/cloud.ts';
import { blocksOf } from '../support/fenced-blocks.ts';

const blocks = (language: string) => blocksOf('docs/tutorials/import-a-catalogue.md', language);
const [dryRun = '', real = ''] = (blocks('sh')[0] ?? '').trim().split('\n');
const { port } = new URL(apiUrl);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-import-'));
  writeFileSync(join(folder, 'products.csv'), blocks('csv')[0] ?? '');
  writeFileSync(join(folder, 'mapping.json'), blocks('json')[0] ?? '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (command: string) => {
  const [, words = ''] = /^npm run tandem -- (.+)$/.exec(command) ?? [];
  const args = [resolve('localstack/cli.ts'), ...words.split(' '), '--port', port];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

it('the lines are looked at, sent, and sent again', () => {
  const { status, stdout } = run(dryRun);
  const products = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect({ status, names: products.map(({ name }) => name) }).toEqual({
    status: 0,
    names: ['Becher', 'Notizbuch'],
  });
  const [first, again] = blocks('text');
  expect(run(real)).toEqual({ status: 0, stdout: first, stderr: '' });
  expect(run(real)).toEqual({ status: 0, stdout: again, stderr: '' });
});

it('what is refused is told with its rows, and the rest goes in', () => {
  const csv = readFileSync(join(folder, 'products.csv'), 'utf8');
  const wrong = `${csv}300;Kanne;Blech;Tassen;Blau;K-300;teuer;1\n`;
  writeFileSync(join(folder, 'products.csv'), wrong);
  const { status, stdout, stderr } = run(real);
  expect({ status, stdout }).toEqual({
    status: 1,
    stdout: '0 products are new, 2 were changed, 1 refused\n',
  });
  expect(stderr).toMatch(
    /^rows 5: \/variants\/0\/price\/amount: .*\nrow 5: "teuer" is no price in EUR /,
  );
});

it.each([
  ['npm run tandem -- import', 'which file?'],
  ['npm run tandem -- import products.csv', 'which column is what?'],
  ['npm run tandem -- import nothing.csv --map mapping.json', 'nothing.csv cannot be read'],
  ['npm run tandem -- import products.csv --map products.csv', 'the mapping is not JSON'],
  [`${real} --email admin@example.com`, '--email and --password go together'],
  [`${real} --email admin@example.com --password wrong-password`, 'the API answers 401'],
])('%s is refused in one line', (command, message) => {
  const { status, stderr } = run(command);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
});
