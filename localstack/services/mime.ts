// The parts of a raw e-mail that a mailbox shows: sender, recipients, subject, text and HTML.

export interface Message {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function partOf(source: string): Part {
  const text = source.replaceAll('\r\n', '\n');
  const end = text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ');
  const headers = new Map<string, string>();
  for (const line of head.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 2) };
}

const fromQuoted = (text: string) =>
  Buffer.from(
    text
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    'latin1',
  ).toString();

function decoded({ headers, body }: Part): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? fromQuoted(body) : body;
}

/** `=?utf-8?B?…?=` and `=?utf-8?Q?…?=` of RFC 2047. */
const header = (value: string | undefined) =>
  (value ?? '').replace(/=\?[^?]+\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString()
      : fromQuoted(text.replaceAll('_', ' ')),
  );

function leaves(part: Part): Part[] {
  const boundary = /multipart\/[^;]+;.*boundary="?([^";]+)"?/i.exec(
    part.headers.get('content-type') ?? '',
  )?.[1];
  if (boundary === undefined) return [part];
  return part.body
    .split(`--${boundary}`)
    .slice(1)
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => leaves(partOf(piece.replace(/^\n/, ''))));
}

export function parseMessage(source: string): Message {
  const message = partOf(source);
  const parts = leaves(message);
  const ofType = (type: string) => {
    const found = parts.find((part) =>
      (part.headers.get('content-type') ?? 'text/plain').toLowerCase().startsWith(type),
    );
    return found ? decoded(found).trim() : '';
  };
  return {
    from: header(message.headers.get('from')),
    to: header(message.headers.get('to'))
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    subject: header(message.headers.get('subject')),
    text: ofType('text/plain'),
    html: ofType('text/html'),
  };
}
