// The life of a container: it consumes once it listens, and on a signal it lets go of everything in order, once.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import Fastify from 'fastify';
import { afterEach, expect, it, vi } from 'vitest';
import { runContainer } from '../../platform/service/container.ts';
import { createLog } from '../../platform/telemetry/log.ts';

const signals = ['SIGTERM', 'SIGINT'] as const;
const before = signals.map((signal) => process.listeners(signal));

afterEach(() => {
  vi.restoreAllMocks();
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[index]?.includes(listener)) process.off(signal, listener);
    }
  }
});

const start = async (close: () => Promise<void> = async () => {}) => {
  const done: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = createLog(
    { SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(JSON.parse(line)) },
  );
  const server = Fastify();
  server.addHook('onClose', async () => void done.push('server closed'));
  const exited = Promise.withResolvers<unknown>();
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exited.resolve(code);
    return undefined as never;
  });
  await runContainer({
    server,
    port: 0,
    host: '127.0.0.1',
    log,
    consume: () => {
      done.push(`consumes, listening: ${server.server.listening}`);
      return { stop: async () => void done.push('consumer stopped') };
    },
    draining: () => done.push('draining'),
    close: async () => {
      done.push('closing');
      await close();
    },
  });
  const { port } = server.server.address() as AddressInfo;
  return { done, lines, exited: exited.promise, port };
};

const tell = (signal: (typeof signals)[number]) => {
  const [listener] = process.listeners(signal).slice(-1);
  listener?.(signal);
};

it.each(signals)(
  'on %s everything is let go of in order, and the process has ended well',
  async (signal) => {
    const { done, lines, exited, port } = await start();
    expect(done).toEqual(['consumes, listening: true']);
    tell(signal);
    tell(signal);
    expect(await exited).toBe(0);
    expect(done.slice(1, 2)).toEqual(['draining']);
    expect(done.slice(2, 4).sort()).toEqual(['consumer stopped', 'server closed']);
    expect(done.slice(4)).toEqual(['closing']);
    expect(lines.map(({ message, signal: told }) => [message, told])).toEqual([
      ['ready', undefined],
      ['stopping', signal],
    ]);
    const client = connect(port, '127.0.0.1');
    await expect(once(client, 'connect')).rejects.toThrow('ECONNREFUSED');
  },
);

it('what fails on the way down is said, and the process has ended badly', async () => {
  const { exited, lines } = await start(() => Promise.reject(new Error('no close')));
  tell('SIGTERM');
  expect(await exited).toBe(1);
  expect(lines.at(-1)).toMatchObject({
    message: 'stopped with an error',
    error: { message: 'no close' },
  });
});

it('who has nothing to say on the way down need not', async () => {
  const exited = Promise.withResolvers<unknown>();
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exited.resolve(code);
    return undefined as never;
  });
  const log = createLog({ SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'silent' });
  const consume = () => ({ stop: async () => {} });
  await runContainer({ server: Fastify(), port: 0, host: '127.0.0.1', log, consume });
  tell('SIGTERM');
  expect(await exited.promise).toBe(0);
});
