// Where the pinned fauxqs does otherwise than SQS: mended in what it has loaded. docs/decisions/0122 has the causes.

/** Parts of fauxqs' persistence that are wrong or needed to mend what is. */
export interface MessageRows {
  readonly db: {
    exec(sql: string): void;
    prepare(sql: string): { run(...values: readonly string[]): unknown };
  };
  updateMessageReady(messageId: string): void;
}

/**
 * A message that comes back before its time (visibility 0) keeps its count of receives, as in SQS. fauxqs writes NULL
 * into that column, which is NOT NULL, after it has taken the message out of flight: it would be in no list any more.
 */
export function keepReceiveCount(rows: MessageRows): void {
  const ready = rows.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  rows.updateMessageReady = (messageId) => void ready.run(messageId);
}

/**
 * What no message may have: all but #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
const forbidden = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** fauxqs looks at halves of characters (no `u` flag), and so refuses those beyond U+FFFF. */
export function allowAllPlanes(pattern: RegExp): void {
  pattern.test = (text) => forbidden.test(text);
}
