// Typed, sortable ids: a prefix and a UUIDv7 without dashes, e.g. `ord_0198c0d27f3a7b6c8d9e0f1a2b3c4d5e`.
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

export type NewId = (prefix: string) => string;

export const newId: NewId = (prefix) => `${prefix}_${v7().replaceAll('-', '')}`;

/** The same id for the same parts, e.g. for a request that comes again. */
export const idFrom = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;

/** Is this text in the format of our ids? What is not needs no database call. */
export const isId = (prefix: string, text: string): boolean =>
  text.startsWith(`${prefix}_`) && /^[0-9a-f]{32}$/.test(text.slice(prefix.length + 1));
