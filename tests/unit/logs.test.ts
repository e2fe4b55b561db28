// Log lines that are kept, limited, told and found again.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tidyLogs } from '../../localstack/cli/log-files.ts';
import { namesOfTrace } from '../../localstack/cloud/logs/line.ts';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';

const json = (members: object) => JSON.stringify(members);

test('lines are found by a part of them, by level, by source and by ids, newest first', async () => {
  const shown: string[] = [];
  const logs = createLogs({ show: (source, text) => void shown.push(`${source}: ${text}`) });
  logs.line('orders', json({ level: 'info', message: 'placed', correlationId: 'req_12345678' }));
  logs.line('products', json({ level: 'warn', message: 'reserved', correlationId: 'req_other' }));
  logs.line('orders', 'plain text about req_12345678');
  logs.line('payments', json({ level: 'error', message: 'Declined', traceId: 'abc' }));
  const sources = async (filter: Parameters<typeof logs.search>[0]) =>
    (await logs.search(filter, 10)).map(({ source }) => source);
  expect(await sources({})).toEqual(['payments', 'orders', 'products', 'orders']);
  expect(await sources({ ids: ['req_12345678'] })).toEqual(['orders', 'orders']);
  expect(await sources({ ids: ['req_12345678', 'abc'] })).toEqual(['payments', 'orders', 'orders']);
  expect(await sources({ level: 'warn' })).toEqual(['payments', 'products']);
  expect(await sources({ text: 'DECLINED' })).toEqual(['payments']);
  expect(await sources({ source: 'products' })).toEqual(['products']);
  expect(shown).toHaveLength(4);
  expect(logs.tail(1).map(({ source }) => source)).toEqual(['payments']);
});

test('a trace is named by its id, or by a header that has it', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const inLines = [traceId, '1-0af76519-16cd43dd8448eb211c80319c'];
  for (const text of [
    traceId,
    `00-${traceId}-b7ad6b7169203331-01`,
    '1-0af76519-16cd43dd8448eb211c80319c',
    'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1',
  ]) {
    expect(namesOfTrace(text)).toEqual(inLines);
  }
  expect(namesOfTrace('req_12345678')).toEqual(['req_12345678']);
});

test('a line is named by its time, and the page before it holds all earlier ones', async () => {
  const logs = createLogs({});
  for (let count = 0; count < 2_500; count += 1) logs.line('orders', `line ${count}`);
  const first = await logs.search({}, 1_000);
  const times = first.map(({ at }) => at);
  expect(new Set(times).size).toBe(1_000);
  const second = await logs.search({ before: times.at(-1) }, 1_000);
  expect(second[0]?.text).toBe('line 1499');
});

test('who listens is told of each line until it stops', () => {
  const logs = createLogs({});
  const heard: string[] = [];
  const stop = logs.listen(({ text }) => void heard.push(text));
  logs.line('orders', 'one');
  stop();
  logs.line('orders', 'two');
  expect(heard).toEqual(['one']);
});

test('a file is limited, and what only the files have is found', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-logs-'));
  const logs = createLogs({ directory, fileBytes: 400_000 });
  try {
    for (let count = 0; count < 30_000; count += 1) {
      logs.line('orders', `line ${String(count).padStart(5, '0')}`);
      if (count % 5_000 === 4_999) logs.close();
    }
    expect(readdirSync(directory).sort()).toEqual(['orders.log', 'orders.log.1']);
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(400_000);
    }
    const [found] = await logs.search({ text: 'line 2300' }, 1);
    expect(found?.text).toBe('line 23009');
    // Long out of memory, and still in the second file.
    const all = await logs.search({}, 30_000);
    const texts = all.map(({ text }) => text);
    expect(texts).toEqual([...texts].sort().reverse());
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(10_000);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe('a folder of logs that somebody clears away', () => {
  test('is made again with the next lines, and a search finds what is there', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-logs-test-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const logs = createLogs({ directory });
    logs.line('orders', 'before');
    expect(await logs.search({ text: 'before' }, 10)).toHaveLength(1);
    rmSync(directory, { recursive: true });
    expect(await logs.search({ text: 'never said' }, 10)).toEqual([]);
    logs.line('orders', 'after');
    expect(await logs.search({ text: 'never said' }, 10)).toEqual([]);
    expect(readFileSync(join(directory, 'orders.log'), 'utf8')).toContain('after');
    logs.close();
  });

  test('is never that of a copy that runs, however many have started since', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-logs-test-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    for (let port = 3000; port < 3015; port += 1) {
      const path = join(directory, String(port));
      mkdirSync(path);
      utimesSync(path, port, port);
    }
    tidyLogs(directory, [{ ports: { api: 3000, aws: 4566 } }]);
    const left = readdirSync(directory).map(Number);
    expect(left.toSorted()).toEqual([3000, ...Array.from({ length: 10 }, (_, n) => 3005 + n)]);
  });
});
