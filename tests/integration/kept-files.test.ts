// What is kept on disk after a torn end, a killed write and a full disk: whole, said clearly, and it goes on.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaults } from '../../localstack/cloud/faults.ts';
import { openJournal, replaceFile } from '../../localstack/cloud/kept-files.ts';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';
import { startEdge } from '../../localstack/embedded/edge/edge.ts';
import { startMessaging } from '../../localstack/messaging/messaging.ts';
import { sqsService } from '../../localstack/messaging/sqs-api.ts';
import { createSecrets } from '../../localstack/secrets-manager/secrets.ts';
import { createMailbox } from '../../localstack/ses/mailbox.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const mail = {
  channel: 'email',
  to: ['a@example.com'],
  subject: 's',
  text: 't',
  html: '',
} as const;

let directory: string;
let full: string | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-kept-'));
});
afterEach(() => {
  if (full !== undefined) execFileSync('umount', ['-l', full]);
  full = undefined;
  rmSync(directory, { recursive: true });
});

describe('a torn end', () => {
  it.each(['{"id":', '{"id":3}', '\u0000\u0000\u0000', '{"text":"ü'.slice(0, -1)])(
    'of %j is taken away, and the next entry follows the last whole one',
    (torn) => {
      const file = join(directory, 'journal.jsonl');
      writeFileSync(file, `{"id":1}\n{"id":2}\n${torn}`);
      const journal = openJournal<{ id: number }>(file);
      expect(journal.entries).toEqual([{ id: 1 }, { id: 2 }]);
      journal.append({ id: 4 });
      expect(openJournal(file).entries).toEqual([{ id: 1 }, { id: 2 }, { id: 4 }]);
    },
  );

  it('is no reason to throw away what follows: a broken line between whole ones is named', () => {
    const file = join(directory, 'journal.jsonl');
    writeFileSync(file, '{"id":1}\n{"id"\n{"id":3}\n');
    expect(() => openJournal(file)).toThrow(`${file}: line 2 is no JSON`);
  });

  it('costs no mail', () => {
    createMailbox(directory).deliver({ ...mail, subject: 'first' });
    const file = join(directory, 'mailbox.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"id":"tor`);
    const mailbox = createMailbox(directory);
    mailbox.deliver({ ...mail, subject: 'second' });
    const subjects = createMailbox(directory)
      .list()
      .map(({ subject }) => subject);
    expect(subjects).toEqual(['second', 'first']);
  });
});

it('secrets are replaced whole, for their owner only', () => {
  const secrets = createSecrets(account, directory);
  secrets.ensure('tandem/one', () => 'value');
  secrets.save();
  const file = join(directory, 'secrets.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // A write that was killed leaves its own file only.
  writeFileSync(`${file}.new`, '[{"na');
  expect(createSecrets(account, directory).value('tandem/one')).toBe('value');
});

/** A file system of so many bytes; undefined where none can be made. */
const smallDisk = (bytes: number): string | undefined => {
  const path = join(directory, 'full');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  full = path;
  return path;
};

const ballast = (path: string) => join(path, 'ballast');

/** Takes all the room that is left. */
const fill = (path: string): void => {
  for (const size of [65_536, 4_096, 512, 64, 1]) {
    try {
      for (;;) writeFileSync(ballast(path), Buffer.alloc(size), { flag: 'a' });
    } catch {
      // This much is not there any more.
    }
  }
};

describe('a full disk', () => {
  it('tears no journal and no file, and they go on when there is room', ({ skip }) => {
    const path = smallDisk(262_144) ?? skip('no file system can be mounted here');
    const file = join(path, 'journal.jsonl');
    const journal = openJournal<{ id: number; text: string }>(file);
    journal.append({ id: 1, text: '' });
    fill(path);
    const text = 'x'.repeat(100_000);
    expect(() => journal.append({ id: 2, text })).toThrow(/ENOSPC/);
    expect(() => replaceFile(file, text)).toThrow(/ENOSPC/);
    expect(openJournal(file).entries).toEqual([{ id: 1, text: '' }]);
    rmSync(ballast(path));
    journal.append({ id: 3, text: '' });
    expect(openJournal<{ id: number }>(file).entries.map(({ id }) => id)).toEqual([1, 3]);
  });

  it('ends nothing that writes logs', ({ skip }) => {
    const path = smallDisk(65_536) ?? skip('no file system can be mounted here');
    const shown: string[] = [];
    const logs = createLogs({
      directory: join(path, 'logs'),
      show: (_source, text) => void shown.push(text),
    });
    fill(path);
    logs.line('orders', 'x'.repeat(20_000));
    logs.close();
    expect(shown.at(-1)).toMatch(/^log lines are not kept: ENOSPC/);
    rmSync(ballast(path));
    logs.line('orders', 'again');
    logs.close();
    expect(existsSync(join(path, 'logs', 'orders.log'))).toBe(true);
  });

  it('loses no message, is told clearly, and queues go on when there is room', async ({ skip }) => {
    const path = smallDisk(2 * 1_048_576) ?? skip('no file system can be mounted here');
    const told: string[] = [];
    const edge = await startEdge(0);
    const messaging = await startMessaging(account, path);
    messaging.sqs.createQueue('inbox', 'http://127.0.0.1/0/inbox', 'arn:aws:sqs:us-east-1:0:inbox');
    const cloud = {
      ...account,
      endpoints: { api: 0, aws: edge.port },
      messaging,
      access: { isRole: () => false },
    };
    edge.serve({
      services: { sqs: sqsService(cloud as never) },
      s3: () => undefined,
      admin: () => undefined,
      faults: createFaults(),
      log: { line: (_source: string, text: string) => void told.push(text) } as never,
    });
    const client = new SQSClient({
      endpoint: `http://127.0.0.1:${edge.port}`,
      region: account.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    const QueueUrl = `http://127.0.0.1:${edge.port}/000000000000/inbox`;
    const taken: string[] = [];
    const send = async (number: number) => {
      const MessageBody = `${number} ${'x'.repeat(20_000)}`;
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      taken.push(MessageBody);
    };
    await send(0);
    fill(path);
    const refusals: string[] = [];
    for (let number = 1; number < 200 && refusals.length < 3; number += 1) {
      await send(number).catch((error: Error) => void refusals.push(error.message));
    }
    expect(refusals.length).toBe(3);
    expect(refusals[0]).toContain('no space is left for the data');
    expect(told.at(-1)).toBe('sqs: no space is left for the data; make room, and it goes on');
    rmSync(ballast(path));
    await send(1_000);
    const received: string[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) break;
      received.push(...Messages.map(({ Body = '' }) => Body));
    }
    expect(received.sort()).toEqual(taken.sort());
    client.destroy();
    await edge.stop();
    await messaging.stop();
  });
});
