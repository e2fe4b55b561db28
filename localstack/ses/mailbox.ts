// What would have been sent by e-mail or SMS: kept for tests, the console and the curious.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openJournal } from '../cloud/kept-files.ts';

export interface MailboxEntry {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sentAt: string;
  /** By which its sender finds it again. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Mailbox {
  deliver(message: Omit<MailboxEntry, 'id' | 'sentAt'>): MailboxEntry;
  /** Newest first. */
  list(): readonly MailboxEntry[];
  clear(): void;
}

const kept = 2000;

export function createMailbox(dataDir: string | undefined): Mailbox {
  const journal =
    dataDir === undefined ? undefined : openJournal<MailboxEntry>(join(dataDir, 'mailbox.jsonl'));
  const entries = (journal?.entries ?? []).slice(-kept).reverse();
  return {
    deliver(message) {
      const entry = { id: randomUUID(), ...message, sentAt: new Date().toISOString() };
      journal?.append(entry);
      entries.unshift(entry);
      if (entries.length > kept) entries.pop();
      return entry;
    },
    list: () => entries,
    clear() {
      entries.length = 0;
      journal?.clear();
    },
  };
}
