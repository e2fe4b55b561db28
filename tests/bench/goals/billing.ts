// P11 and P12: what an order asks of topics and queues at full load, and what a million orders cost by the call; counted, so that no figure depends on the machine.
import { startCountedDatabase } from '../../support/consumption.ts';
import { startEmbeddedCloud } from '../../support/embedded-cloud.ts';
import { costOfMillion, million } from '../../support/million-orders.ts';
import { type CountedOrders, createOrderBilling } from '../../support/order-billing.ts';
import { mostOfOneOrder } from '../../support/order-counts.ts';
import { createShop, demo } from '../../support/shop.ts';
import type { Goal, Measurement } from '../goal.ts';

/** Dollars of a million orders, and what they are made of. */
const modelled = (what: string, { billed, tally }: CountedOrders, atMost: number): Measurement => {
  const { usd, lines } = costOfMillion(billed, tally);
  return {
    goal: 'P12',
    what,
    samples: [usd],
    limit: { atMost },
    unit: 'USD',
    details: Object.fromEntries(
      lines.map(({ resource, amount, usd: part }) => [
        `USD of ${(amount / million).toFixed(2)} ${resource}`,
        part ?? 0,
      ]),
    ),
  };
};

export const billing: Goal = {
  names: ['P11', 'P12'],
  measure: async ({ log }) => {
    const database = await startCountedDatabase();
    const cloud = await startEmbeddedCloud(['--no-build', '--quiet'], {
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
    });
    try {
      const shop = createShop(cloud.apiUrl, cloud.awsUrl);
      const orders = createOrderBilling(shop, await shop.tokenOf(demo), database);
      await orders.warm();
      log('P11/P12: orders one by one');
      const alone = await orders.alone();
      log('P11/P12: orders at full load');
      const loaded = await orders.atFullLoad();
      return [
        {
          goal: 'P11',
          what: 'requests of an order to publish at full load',
          samples: [loaded.published],
          limit: { atMost: mostOfOneOrder.publishesAtLoad },
          unit: 'requests',
          details: { alone: alone.published },
        },
        modelled('a million orders at full load', loaded, 22),
        modelled('a million orders of which no two share a batch', alone, 33),
      ];
    } finally {
      await cloud.stop();
      await database.stop();
    }
  },
};
