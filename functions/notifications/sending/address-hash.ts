// Addresses are kept as hashes where nobody needs to read them.
import { createHash } from 'node:crypto';

export const addressHash = (recipient: string): string =>
  createHash('sha256').update(recipient.toLowerCase()).digest('hex').slice(0, 32);
