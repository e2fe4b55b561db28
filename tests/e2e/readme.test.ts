// The first five minutes of the README work as written.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { onPorts, shellBlocks } from '../support/readme.ts';

const ports = { api: new URL(apiUrl).port, aws: new URL(awsUrl).port };

const run = (script: string) =>
  promisify(execFile)('bash', ['-euo', 'pipefail', '-c', onPorts(script, ports)], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });

it('the commands of the first five minutes place an order and show its mail', async () => {
  const blocks = shellBlocks('First five minutes');
  const script = blocks.join('\necho "==="\n');
  expect(script).toContain('curl');
  const { stdout } = await run(script);
  const [, , products = '', , order = ''] = stdout.split('===\n');
  expect(JSON.parse(products).items.length).toBeGreaterThan(0);
  const [confirmed = '', events = ''] = order.trim().split(/\n?(?=\{"items")/);
  expect(JSON.parse(confirmed)).toMatchObject({ status: 'confirmed' });
  expect(JSON.parse(events).items[0]).toMatchObject({ version: 1, type: 'order-placed' });
  // Who reads on the page is slower than the mail; the script is not.
  const mails = blocks.find((block) => block.includes('/_tandem/mailbox')) ?? '';
  await expect.poll(async () => (await run(mails)).stdout).toContain(JSON.parse(confirmed).id);
});
