// Operators' commands find the running system as all others do.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { apiUrl } from '../support/cloud.ts';

const { port } = new URL(apiUrl);

const run = async (...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'localstack/tandem.mjs',
    ...args,
  ]);
  return stdout;
};

it('the lists of orders are made again, in one line', async () => {
  expect(await run('rebuild-views', '--port', port)).toMatch(
    /^\d+ orders · \d+ entries written · \d+ removed\n$/,
  );
});

it('stock, reservations and ledger agree', async () => {
  expect(JSON.parse(await run('reconcile', `--port=${port}`))).toMatchObject({ sound: true });
});

it('what was committed is published again', async () => {
  const since = new Date(Date.now() - 60_000).toISOString();
  const told = await run('republish', '--port', port, '--since', since, '--service', 'orders');
  expect(told).toMatch(/^orders: \d+ items read · \d+ commits to be published again\n$/);
});
