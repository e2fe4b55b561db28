// P10: write units of a confirmed order, counted exactly; what it is about stands in the log.
import { setTimeout as sleep } from 'node:timers/promises';
import { linesOf, startCountedDatabase } from '../../support/consumption.ts';
import { mostOfOneOrder } from '../../support/order-counts.ts';
import type { Goal } from '../goal.ts';
import { startOrderSubject } from '../orders.ts';

const orders = 20;

export const writeUnits: Goal = {
  names: ['P10'],
  measure: async ({ log }) => {
    const database = await startCountedDatabase();
    const subject = await startOrderSubject({ AWS_ENDPOINT_URL_DYNAMODB: database.url });
    try {
      await subject.slice(5, 1);
      await sleep(1_000);
      database.take();
      await subject.slice(orders, 1);
      // Mails and relayed outboxes finish after the order is confirmed.
      await sleep(2_000);
      const tally = database.take(orders);
      log(`P10: ${tally.writeUnits.toFixed(1)} write units an order`);
      for (const line of linesOf(tally)) log(line);
      return [
        {
          goal: 'P10',
          what: 'write units of a confirmed order, all tables and indexes',
          samples: [tally.writeUnits],
          limit: { atMost: mostOfOneOrder.writeUnits },
          unit: 'WCU',
          details: { 'read units': tally.readUnits, 'calls of the database': tally.calls },
        },
      ];
    } finally {
      await subject.stop();
      await database.stop();
    }
  },
};
