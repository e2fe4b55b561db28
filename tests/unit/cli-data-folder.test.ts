// Whose folder it is: a start mixes its data with nobody's, and a reset clears nobody else's.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireNothingElse, requireOwnFolder } from '../../localstack/cli/data-folder.ts';
import { createScreen } from '../../localstack/cli/screen.ts';
import { reset } from '../../localstack/commands/data/reset.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = ['dynamodb.db', 'dynamodb.db-wal', 'fauxqs.db', 's3', 'secrets.json', 'spans.jsonl.1'];

test.each([
  [[], undefined, undefined],
  [['.DS_Store'], undefined, undefined],
  [kept, undefined, undefined],
  [['provider.jsonl', 'mailbox.jsonl', 'streams.json.new'], undefined, undefined],
  [['thesis.txt'], 'holds other things', 'thesis.txt'],
  [['.git'], 'holds other things', '.git'],
  [['s3-backup'], 'holds other things', 's3-backup'],
  // Begun before that was refused.
  [[...kept, 'thesis.txt'], undefined, 'thesis.txt'],
])('a folder with %j', (names, atStart, atReset) => {
  for (const name of names) writeFileSync(join(folder, name), '');
  const told = (run: () => void) => {
    try {
      return void run();
    } catch (error) {
      return (error as Error).message;
    }
  };
  const contains = (text: string | undefined) => text && expect.stringContaining(text);
  expect(told(() => requireOwnFolder(folder))).toEqual(contains(atStart));
  expect(told(() => requireNothingElse(folder))).toEqual(
    contains(atReset && `more than data of a start (${atReset})`),
  );
});

test('a reset leaves what it did not make, and all beside it', async () => {
  for (const name of ['dynamodb.db', 'thesis.txt']) writeFileSync(join(folder, name), '');
  const clear = () =>
    reset.run({ values: { data: folder }, positionals: [] }, { line: () => undefined } as never);
  await expect(clear()).rejects.toThrow('remove it yourself');
  expect(readdirSync(folder)).toEqual(['dynamodb.db', 'thesis.txt']);
  rmSync(join(folder, 'thesis.txt'));
  expect(await clear()).toBe(0);
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});

test.each([
  [undefined, ' Ctrl-C stops everything'],
  ['', ' Ctrl-C stops everything; npm run reset clears the data'],
  ['-- --data x ', ' Ctrl-C stops everything; npm run reset -- --data x clears the data'],
])('a start that keeps data (%j) says how it is cleared', (keeps, last) => {
  const lines: string[] = [];
  const terminal = { line: (text: string) => lines.push(text) };
  createScreen(terminal as never).ready({ api: 1, aws: 2 }, { seeded: false, kept: keeps });
  expect(lines.at(-1)).toBe(last);
});
