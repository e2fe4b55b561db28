// The right to deliver to an endpoint: one process has it at a time.
import type { Condition, Table } from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { endpointPartition } from './delivery-id.ts';

export interface Lease {
  readonly token: string;
  /** When somebody was last told to look again. */
  readonly wakeAt: string | null;
}

export interface Leases {
  /** Undefined while somebody else has it. */
  acquire(endpointId: string, token: string): Promise<Lease | undefined>;
  release(endpointId: string, lease: Lease): Promise<void>;
}

/** Longer than the delivering function may run. */
const leaseMs = 32_000;

class LeaseTaken extends Error {}

const keyOf = (endpointId: string) => ({ pk: endpointPartition(endpointId), sk: 'LEASE' });

const isFree = (now: string): Condition => ({
  expression: 'attribute_not_exists(pk) OR #until < :now',
  names: { '#until': 'until' },
  values: { ':now': now },
});

const isOurs = (token: string): Condition => ({
  expression: '#token = :token',
  names: { '#token': 'token' },
  values: { ':token': token },
});

export const createLeases = (table: Table, clock: Clock): Leases => ({
  acquire: async (endpointId, token) => {
    const key = keyOf(endpointId);
    const held = await table.get<{ wakeAt?: string | null }>(key);
    const until = new Date(clock.now() + leaseMs).toISOString();
    const put = { ...key, token, until, wakeAt: held?.wakeAt ?? null };
    const refused = () => new LeaseTaken(endpointId);
    try {
      await table.transact([{ put, condition: isFree(isoTime(clock)), refused }]);
      return { token, wakeAt: put.wakeAt };
    } catch (error) {
      if (error instanceof LeaseTaken) return undefined;
      throw error;
    }
  },

  release: async (endpointId, { token, wakeAt }) => {
    const put = { ...keyOf(endpointId), token, until: '', wakeAt };
    const refused = () => new LeaseTaken(endpointId);
    await table.transact([{ put, condition: isOurs(token), refused }]).catch((error: unknown) => {
      // It has run out and belongs to somebody else by now.
      if (!(error instanceof LeaseTaken)) throw error;
    });
  },
});
