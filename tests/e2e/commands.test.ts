// Questions to the running system, as a person types them.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
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
  const none = { code: 0, output: '', errors: 'no such line since the start\n' };
  expect(await cli('logs', '--order', body.id, '--level', 'fatal')).toEqual(none);
  expect(await cli('logs', '--grep', 'NO SUCH TEXT')).toEqual(none);
  expect((await cli('logs', '--since', '1d')).output).not.toContain('_aws=');
});

it('a request is found by what its client has sent and was told, at the gateway, too', async () => {
  const traceId = randomBytes(16).toString('hex');
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const { headers } = await fetch(`${apiUrl}/products?limit=1`, { headers: { traceparent } });
  const told = headers.get('x-amzn-trace-id') ?? '';
  const sources = async (trace: string) => {
    const { output } = await cli('logs', '--trace', trace, '--json');
    const lines = output.split('\n').filter((line) => line !== '');
    return [...new Set(lines.map((line) => JSON.parse(line).service ?? 'gateway'))].sort();
  };
  for (const name of [traceId, traceparent, told, headers.get('x-request-id') ?? '']) {
    await expect.poll(() => sources(name)).toEqual(['gateway', 'products']);
  }
  for (const name of [traceparent, told]) {
    const { traceId: found } = await fetch(`${awsUrl}/_tandem/traces/${name}`).then((answer) =>
      answer.json(),
    );
    expect(found).toBe(traceId);
  }
});

it.each([['nonsense'], ['../status'], ['ord_0', '--json']])(
  'an order that is not there is told in a line: %j',
  async (...args) => {
    expect(await cli('order', ...args)).toEqual({
      code: 2,
      output: '',
      errors: `there is no order ${args[0]}\n`,
    });
  },
);

it('what a start has built is whole, for commands that only want bundles', () => {
  expect(existsSync('dist/whole')).toBe(true);
});

it('a webhook about an order that the provider does not know is refused with the reason', async () => {
  expect(await cli('trigger', 'capture.succeeded', '--order', 'ord_0')).toEqual({
    code: 1,
    output: '',
    errors: 'the provider was never asked about order ord_0\n',
  });
});
