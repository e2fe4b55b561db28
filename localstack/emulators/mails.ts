// The mailboxes of the emulators, in the shape of `_tandem/mailbox`.

import { createHash } from 'node:crypto';

interface Sent {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sentAt: string;
}

type Json = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const timeOf = (value: unknown): string =>
  typeof value === 'number' ? new Date(value * 1000).toISOString() : text(value);

/** `/_ministack/ses/messages`: messages by account. */
function ofMiniStack(answer: Json): Sent[] {
  const accounts = Object.values((answer.messages ?? {}) as Record<string, Json[]>);
  return accounts.flat().map((each) => ({
    to: list(each.To),
    subject: text(each.Subject),
    text: text(each.BodyText),
    html: text(each.BodyHtml),
    sentAt: timeOf(each.Timestamp),
  }));
}

/** `/_aws/ses` of LocalStack, which Floci has as well. */
function ofLocalStack(answer: Json): Sent[] {
  return ((answer.messages ?? []) as Json[]).map((each) => {
    const body = (each.Body ?? {}) as Json;
    return {
      to: list((each.Destination as Json | undefined)?.ToAddresses),
      subject: text(each.Subject),
      text: text(body.text_part),
      html: text(body.html_part),
      sentAt: timeOf(each.Timestamp),
    };
  });
}

const sources = [
  { path: '/_ministack/ses/messages', read: ofMiniStack },
  { path: '/_aws/ses', read: ofLocalStack },
];

/** Mails to an address, newest first. */
export async function mailsTo(endpoint: string, to: string): Promise<object[]> {
  for (const { path, read } of sources) {
    const response = await fetch(endpoint + path);
    if (!response.ok || !response.headers.get('content-type')?.includes('json')) continue;
    return read((await response.json()) as Json)
      .filter((mail) => mail.to.includes(to))
      .map((mail) => ({
        ...mail,
        id: createHash('sha256').update(JSON.stringify(mail)).digest('hex').slice(0, 16),
        channel: 'email',
        to,
      }))
      .reverse();
  }
  return [];
}
