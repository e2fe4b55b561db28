// A message that several processes send alike is worked on by the first that receives it.

import { AlreadyProcessed, effectWrites } from '../../../platform/data/records.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';

export const createIsFirst =
  (table: Table, clock: Clock) =>
  async (messageId: string): Promise<boolean> => {
    try {
      const pk = `CLAIM#${messageId}`;
      await table.transact(effectWrites({ pk, version: 1, messageId, messages: [], clock }));
      return true;
    } catch (error) {
      if (error instanceof AlreadyProcessed) return false;
      throw error;
    }
  };
