// Addresses that nothing is sent to.
import type { Table } from '../../../platform/data/table.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import { addressHash } from './address-hash.ts';

/** `refused`: the mail service does not take the address, or our mails to it. */
export type SuppressionReason = 'bounce' | 'complaint' | 'refused';

export interface Suppressions {
  /** An address that has bounced for good, whose owner has complained, or that was refused within the last day. */
  isSuppressed(email: string): Promise<boolean>;
  suppress(email: string, reason: SuppressionReason): Promise<void>;
}

/** Seconds; a refusal may be our own sender's fault, and be mended. */
const refusedFor = 86_400;

const keyOf = (email: string) => ({ pk: `SUPPRESSION#${addressHash(email)}`, sk: 'STATE' });

export const createSuppressions = (table: Table, clock: Clock): Suppressions => ({
  isSuppressed: async (email) => {
    const found = await table.get<{ expiresAt?: number }>(keyOf(email));
    return (
      found !== undefined && (found.expiresAt ?? Number.POSITIVE_INFINITY) > epochSeconds(clock)
    );
  },

  suppress: (email, reason) => {
    const expiry = reason === 'refused' ? { expiresAt: epochSeconds(clock) + refusedFor } : {};
    return table.transact([{ put: { ...keyOf(email), reason, at: isoTime(clock), ...expiry } }]);
  },
});
