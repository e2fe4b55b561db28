// A free port stays free until it is listened on.
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, isFree } from '../../localstack/cloud/ports.ts';
import { requireFree } from '../../localstack/commands/start/requirements.ts';

test('a free port is none that a system gives to connections or to whoever asks for any', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  expect(ports.filter((port) => port < 20_000 || port >= 32_768)).toEqual([]);
  expect(new Set(ports).size).toBeGreaterThan(40);
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

test.each([['127.0.0.1'], ...(hasIpv6 ? [['::1']] : [])])(
  'a port that is listened on at %s is not free',
  async (address) => {
    const port = await freePort();
    expect(await isFree(port)).toBe(true);
    const server = createServer().listen(port, address);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await isFree(port)).toBe(false);
  },
);

test.each([
  ['the same port', { api: 1, aws: 2 }, 'port 1 is in use by process 7 (a copy that is starting)'],
  ['its AWS port', { api: 2, aws: 3 }, 'port 2 is in use by process 7 (a copy that is starting)'],
])('a start is refused while a copy with %s is built', async (_which, ports, message) => {
  const copy = { pid: 7, ports: { api: 1, aws: 2 }, stage: 'dev', ready: false, startedAt: '' };
  await expect(requireFree({ ports, data: undefined }, [copy])).rejects.toThrow(message);
});
