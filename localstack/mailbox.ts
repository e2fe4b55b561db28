// What would have been sent by e-mail or SMS: kept for tests, the console and the curious.

import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MailboxEntry {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sentAt: string;
}

export interface Mailbox {
  deliver(message: Omit<MailboxEntry, 'id' | 'sentAt'>): MailboxEntry;
  /** Newest first. */
  list(): readonly MailboxEntry[];
  clear(): void;
}

const kept = 2000;

function load(file: string | undefined): MailboxEntry[] {
  if (file === undefined || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines
    .slice(-kept)
    .map((line) => JSON.parse(line) as MailboxEntry)
    .reverse();
}

export function createMailbox(dataDir: string | undefined): Mailbox {
  const file = dataDir === undefined ? undefined : join(dataDir, 'mailbox.jsonl');
  const entries = load(file);
  return {
    deliver(message) {
      const entry = { id: randomUUID(), ...message, sentAt: new Date().toISOString() };
      entries.unshift(entry);
      if (entries.length > kept) entries.pop();
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
      return entry;
    },
    list: () => entries,
    clear() {
      entries.length = 0;
      if (file !== undefined) writeFileSync(file, '');
    },
  };
}
