// Questions to the running system, as a person types them.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { port } = new URL(apiUrl);

const cli = async (...args: string[]) => {
  const child = spawn(process.execPath, ['localstack/cli.ts', ...args, '--port', port]);
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  return { code, output, errors };
};

it('status says first what matters', async () => {
  const { code, output, errors } = await cli('status');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const lines = output.split('\n');
  expect(lines[0]).toMatch(/^ well · up \d+ (s|min|h) · \d+ MB in \d+ processes \(\d+\)$/);
  expect(lines[1]).toMatch(/^ Queues {3}\d+ wait, \d+ are worked on/);
  expect(lines[2]).toMatch(/^ Dead {5}/);
  expect(lines[3]).toMatch(/^ Error {4}/);
  expect(output).toContain(`http://localhost:${port}/v1/docs`);
  expect(output).toContain('admin@example.com');
  expect(output).not.toContain('AWS::SQS::Queue');
});

it('status shows all of it where that is asked for, and as JSON', async () => {
  const { output } = await cli('status', '--all');
  for (const title of ['Processes', 'Functions', 'Queues', 'Dead letters', 'Resources']) {
    expect(output).toContain(`\n${title}\n`);
  }
  expect(JSON.parse((await cli('status', '--json')).output)).toMatchObject({
    running: true,
    ready: true,
    missing: [],
  });
});

it('every dead-letter queue is listed, and once', async () => {
  const { output } = await cli('dlq', 'list', '--json');
  const names = (JSON.parse(output) as { name: string }[]).map(({ name }) => name);
  const { resources } = JSON.parse((await cli('status', '--json')).output) as {
    resources: { type: string; name: string }[];
  };
  const made = resources
    .filter(({ type, name }) => type === 'AWS::SQS::Queue' && name.endsWith('-dead-letters'))
    .map(({ name }) => name.slice(name.lastIndexOf('/') + 1));
  expect(made).toContain('tandem-dev-auditor-dead-letters');
  expect(names).toEqual(made.sort());
  expect((await cli('dlq', 'show', 'auditor')).code).toBe(0);
});

it('the lines about one order are found', async () => {
  const sku = await shop.newSku(1);
  const token = await shop.tokenOf(demo);
  const { body } = await shop.place(token, order(sku));
  await shop.settled(token, body.id);
  const found = async () => (await cli('logs', '--order', body.id)).output.trim().split('\n');
  await expect.poll(async () => (await found()).length).toBeGreaterThan(1);
  for (const line of await found()) expect(line).toContain(body.id);
  expect((await cli('logs', '--order', body.id, '--level', 'fatal')).output).toBe('');
  expect((await cli('logs', '--grep', 'NO SUCH TEXT')).output).toBe('');
  expect((await cli('logs', '--since', '1d')).output).not.toContain('_aws=');
});

it('a webhook about an order that the provider does not know is refused with the reason', async () => {
  expect(await cli('trigger', 'capture.succeeded', '--order', 'ord_0')).toEqual({
    code: 1,
    output: '',
    errors: 'the provider was never asked about order ord_0\n',
  });
});
