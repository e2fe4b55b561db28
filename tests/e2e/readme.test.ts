// The first five minutes of the README work as written.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';

const blocks = (section: string): string[] =>
  [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

const run = (script: string) =>
  promisify(execFile)(
    'bash',
    [
      '-euo',
      'pipefail',
      '-c',
      script
        .replaceAll('http://localhost:3000/v1', apiUrl)
        .replaceAll('http://localhost:4566', awsUrl),
    ],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );

it('the commands of the first five minutes place an order and show its mail', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const section = /## First five minutes\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
  const script = blocks(section).join('\necho "==="\n');
  expect(script).toContain('curl');
  const { stdout } = await run(script);
  const [, , products = '', , order = ''] = stdout.split('===\n');
  expect(JSON.parse(products).items.length).toBeGreaterThan(0);
  const [confirmed = '', events = ''] = order.trim().split(/\n?(?=\{"items")/);
  expect(JSON.parse(confirmed)).toMatchObject({ status: 'confirmed' });
  expect(JSON.parse(events).items[0]).toMatchObject({ version: 1, type: 'order-placed' });
  // Who reads on the page is slower than the mail; the script is not.
  const mails = blocks(section).find((block) => block.includes('/_tandem/mailbox')) ?? '';
  await expect.poll(async () => (await run(mails)).stdout).toContain(JSON.parse(confirmed).id);
});
