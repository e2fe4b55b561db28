// Takes the address out of what is kept for merchants, once the order has lost it: also out of what comes late.

import type { Table } from '../../../platform/data/table.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { oneByOne } from '../../../platform/kernel/one-by-one.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { withoutAddress } from '../domain/erasure.ts';
import {
  type DeliveryStore,
  keptSeconds,
  StaleDelivery,
  subjectPartition,
} from './delivery-store.ts';

export interface Erasure {
  /** Safe to repeat. */
  erase(subject: string): Promise<void>;
  /** To be asked after a delivery was added: an event may come after the word that its order is erased. */
  eraseLate(subject: string): Promise<void>;
}

const isStale = (error: unknown): boolean => error instanceof StaleDelivery;

export const createErasure = (
  table: Table,
  deliveries: Pick<DeliveryStore, 'about' | 'read' | 'replace'>,
  clock: Clock,
): Erasure => {
  const markOf = (subject: string) => ({ pk: subjectPartition(subject), sk: 'ERASED' });

  const eraseOne = async (id: string): Promise<void> => {
    const before = await deliveries.read(id);
    if (before === undefined) return;
    const body = withoutAddress(before.body);
    if (body === before.body) return;
    await deliveries.replace(before, { ...before, body, version: before.version + 1 });
  };

  const eraseAll = async (subject: string): Promise<void> =>
    oneByOne(
      await deliveries.about(subject),
      (id) => retryOn(isStale, () => eraseOne(id)),
      'not all deliveries have lost the address',
    );

  return {
    // The mark comes first: whoever adds a delivery that is not found here finds the mark.
    erase: async (subject) => {
      const expiresAt = epochSeconds(clock) + keptSeconds;
      await table.transact([{ put: { ...markOf(subject), expiresAt } }]);
      await eraseAll(subject);
    },
    eraseLate: async (subject) => {
      if ((await table.get(markOf(subject))) !== undefined) await eraseAll(subject);
    },
  };
};
