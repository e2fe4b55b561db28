// Which copies run, and who holds the build.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../../localstack/cli/client.ts';
import { lock } from '../../localstack/cli/lock.ts';
import {
  findRunning,
  isAlive,
  listRunning,
  type Running,
  removeRunning,
  writeRunning,
} from '../../localstack/cli/running.ts';
import { UsageError } from '../../platform/cli/flags.ts';

const asked = (ready: boolean) =>
  ask({ pid: 7, ports: { api: 8, aws: 9 }, stage: 'dev', ready, startedAt: '' }, 'status');

test.each([
  [false, 'the copy on port 8 is starting (process 7)'],
  [true, 'nothing answers on port 9 (process 7)'],
])('a copy that does not listen (ready: %s) is told in a line', async (ready, message) => {
  await expect(asked(ready)).rejects.toThrow(new UsageError(message));
});

/** Above the largest process id that Linux gives. */
const nobody = 2 ** 22 + 1;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-run-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function copy(api: number, more: Partial<Running> = {}): Running {
  return {
    pid: process.pid,
    ports: { api, aws: api + 1000 },
    stage: 'dev',
    data: '/srv/data',
    ready: true,
    startedAt: '2026-01-01T00:00:00Z',
    ...more,
  };
}

describe('a copy', () => {
  test('is found by its port, or as the one that keeps its data', () => {
    const [kept, other] = [copy(3000), copy(3100, { data: undefined })];
    writeRunning(directory, other);
    writeRunning(directory, kept);
    expect(findRunning(directory, 3100)).toEqual(other);
    expect(findRunning(directory, undefined)).toEqual(kept);
    removeRunning(directory, 3000);
    expect(findRunning(directory, undefined)).toEqual(other);
  });

  test('whose process is gone is forgotten', () => {
    writeRunning(directory, copy(3000, { pid: nobody }));
    expect(listRunning(directory)).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')(
    'that was killed is forgotten before its parent has fetched it',
    async () => {
      // The shell becomes a process that fetches no children.
      const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 30']);
      try {
        const pid = Number(await once(parent.stdout, 'data'));
        writeRunning(directory, copy(3000, { pid }));
        expect(listRunning(directory)).toHaveLength(1);
        await expect.poll(() => listRunning(directory)).toEqual([]);
        expect(process.kill(pid, 0)).toBe(true);
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  test('that is not there is said with those that are', () => {
    expect(() => findRunning(directory, undefined)).toThrow('start it with npm start');
    writeRunning(directory, copy(3000));
    expect(() => findRunning(directory, 3200)).toThrow(
      'nothing is running on port 3200; running: 3000 (choose with --port)',
    );
  });
});

describe('the lock', () => {
  test('lets one after the other in', async () => {
    const file = join(directory, 'lock');
    const order: string[] = [];
    const release = await lock(file);
    const second = lock(file).then((releaseSecond) => {
      order.push('second');
      releaseSecond();
    });
    order.push('first');
    release();
    await second;
    expect(order).toEqual(['first', 'second']);
    expect(existsSync(file)).toBe(false);
  });

  test('tells once who has it', async () => {
    const file = join(directory, 'lock');
    const release = await lock(file);
    const told: number[] = [];
    const second = lock(file, (pid) => told.push(pid));
    await sleep(150);
    release();
    (await second)();
    expect(told).toEqual([process.pid]);
  });

  test('stays fresh while it is held, and one that does not was left behind, whoever has the number of its process now', async () => {
    const file = join(directory, 'lock');
    const old = new Date(Date.now() - 31_000);
    const release = await lock(file);
    utimesSync(file, old, old);
    await expect
      .poll(() => statSync(file).mtimeMs, { timeout: 60_000 })
      .toBeGreaterThan(Date.now() - 2_000);
    release();
    for (const left of [String(process.pid), '']) {
      writeFileSync(file, left);
      utimesSync(file, old, old);
      (await lock(file))();
    }
    expect(existsSync(file)).toBe(false);
  });

  test('of a process that is gone is taken over', async () => {
    const file = join(directory, 'lock');
    writeFileSync(file, String(nobody));
    const release = await lock(file);
    release();
    expect(existsSync(file)).toBe(false);
  });
});

test('what a command has begun to make ends with it', async () => {
  const file = join(directory, 'maker');
  const hang = `import { writeFileSync } from 'node:fs';
    if (process.argv[1]?.endsWith('accepted.ts')) {
      writeFileSync(${JSON.stringify(file)}, String(process.pid));
      setInterval(() => {}, 1000);
      await new Promise(() => {});
    }`;
  const begin = `import { requireContext } from './localstack/cli/prepare.ts';
    import { existsSync } from 'node:fs';
    requireContext('dev', {});
    setInterval(() => existsSync(${JSON.stringify(file)}) && process.exit(0), 20);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', begin], {
    env: {
      ...process.env,
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hang)}`,
    },
  });
  await once(child, 'exit');
  const maker = Number(readFileSync(file, 'utf8'));
  await expect.poll(() => isAlive(maker), { timeout: 5_000 }).toBe(false);
});
