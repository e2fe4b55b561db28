// The parts of a raw e-mail that a mailbox shows: sender, recipients, subject, text and HTML.

import PostalMime, { type Address } from 'postal-mime';

export interface Message {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `Ada <ada@example.com>`, or the members of a group. */
const written = ({ name, address, group }: Address): string[] => {
  if (group) return group.flatMap(written);
  if (!address) return [];
  return [name ? `${name} <${address}>` : address];
};

/** Bytes, because each part says in which charset it is. */
export async function parseMessage(source: Uint8Array | string): Promise<Message> {
  const { from, subject = '', text, html, ...sent } = await PostalMime.parse(source);
  const { to = [], cc = [], bcc = [] } = sent;
  return {
    from: from ? written(from).join(', ') : '',
    to: [...to, ...cc, ...bcc].flatMap(written),
    // An encoded word may hold line ends.
    subject: subject.replace(/[\r\n]+/g, ' '),
    text: (text ?? '').trim(),
    html: (html ?? '').trim(),
  };
}
