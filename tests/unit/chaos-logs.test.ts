// What a chaos run knows of messages that changed nothing is in log files, which take each other's place when they are full.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';
import { followLogs } from '../chaos/log-follower.ts';

const directory = mkdtempSync(join(tmpdir(), 'logs-'));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const lineOf = (number: number) =>
  JSON.stringify({ message: 'message handled', kind: 'ignored', messageId: `msg_${number} ü` });

describe('the log files of a long run', () => {
  it.each([
    { fileBytes: 100_000, why: 'no file is ever full' },
    { fileBytes: 1_000, why: 'each is filled many times' },
    { fileBytes: 300, why: 'each is filled by a few lines' },
  ])('miss no line and repeat none: $why', ({ fileBytes }) => {
    const logs = createLogs({ directory, fileBytes });
    const read = followLogs(directory);
    for (let number = 0; number < 120; number += 1) {
      logs.line('orders', lineOf(number));
      logs.line('products', number % 2 === 0 ? 'no structure' : lineOf(number));
      logs.close();
      if (number % 2 === 0) read();
    }
    const ids = (source: string) =>
      read()
        .filter((line) => line.source === source)
        .map(({ messageId }) => messageId);
    expect(ids('orders')).toEqual(Array.from({ length: 120 }, (_, number) => `msg_${number} ü`));
    expect(ids('products')).toEqual(
      Array.from({ length: 60 }, (_, number) => `msg_${2 * number + 1} ü`),
    );
  });
});
