// Standard Webhooks 1.0, both ways: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface WebhookHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** Seconds a timestamp may differ from our clock, both ways. */
const toleranceSeconds = 300;
const maxSignatures = 10;

/** `whsec_` and Base64, or the Base64 alone. */
const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const macOf = (secret: string, id: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest();

/** The value of `webhook-signature`: one signature for each secret, so that two are good during a rotation. */
export const sign = (
  secrets: readonly string[],
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): string =>
  secrets
    .map((secret) => macOf(secret, id, String(timestamp), Buffer.from(body)).toString('base64'))
    .map((signature) => `v1,${signature}`)
    .join(' ');

const isTimely = (timestamp: string, nowSeconds: number): boolean =>
  /^[1-9]\d{9}$/.test(timestamp) && Math.abs(Number(timestamp) - nowSeconds) <= toleranceSeconds;

/** Which check refused; for the log, not for the sender. */
export type SignatureFault = 'id' | 'timestamp' | 'too-many' | 'signature';

/** None where the body is signed with one of the secrets, now. Checked over the bytes as they came. */
export const signatureFault = (
  secrets: readonly string[],
  { id = '', timestamp = '', signature = '' }: WebhookHeaders,
  body: Uint8Array,
  nowSeconds: number,
): SignatureFault | undefined => {
  if (!/^[\x21-\x7e]{1,200}$/.test(id)) return 'id';
  if (!isTimely(timestamp, nowSeconds)) return 'timestamp';
  const given = signature.split(' ');
  if (given.length > maxSignatures) return 'too-many';
  const expected = secrets.map((secret) => macOf(secret, id, timestamp, body));
  let isGenuine = false;
  for (const each of given) {
    // 32 bytes are 43 characters and one `=`; another text for the same bytes is not taken.
    const [, base64 = ''] = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(each) ?? [];
    const mac = Buffer.from(base64, 'base64');
    if (mac.toString('base64') !== base64) continue;
    for (const good of expected) {
      // All are compared, so that the time tells nothing.
      isGenuine = (mac.length === good.length && timingSafeEqual(mac, good)) || isGenuine;
    }
  }
  return isGenuine ? undefined : 'signature';
};
