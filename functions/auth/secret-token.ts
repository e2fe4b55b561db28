// Secrets that travel once: made of random bytes, kept as SHA-256 only.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const sha256 = (secret: string | Uint8Array): string =>
  createHash('sha256').update(secret).digest('base64url');

/** 256 random bits as 43 characters. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Compares in a time that does not depend on what differs. */
export const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
