// What an order costs from its POST to confirmed, mail and all, counted by what the database and the queues were asked: no count depends on the machine.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CountedDatabase, linesOf, startCountedDatabase } from '../support/consumption.ts';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { type Billed, type CountedOrders, createOrderBilling } from '../support/order-billing.ts';
import {
  billedOfOneOrder,
  mostOfOneOrder as most,
  writesOfOneOrder,
} from '../support/order-counts.ts';
import { createShop, demo } from '../support/shop.ts';

let database: CountedDatabase;
let cloud: RunningCloud;
let counted: Readonly<Record<keyof typeof billedOfOneOrder, CountedOrders>>;

beforeAll(async () => {
  database = await startCountedDatabase();
  cloud = await startEmbeddedCloud(['--no-build', '--quiet'], {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
  });
  const shop = createShop(cloud.apiUrl, cloud.awsUrl);
  const orders = createOrderBilling(shop, await shop.tokenOf(demo), database);
  await orders.warm();
  counted = { alone: await orders.alone(), 'at full load': await orders.atFullLoad() };
});

afterAll(async () => {
  await cloud?.stop();
  await database?.stop();
});

const tally = () => counted.alone.tally;

/** The tally by item belongs to every failure. */
const costs = (count: number, what: string, aim: number) =>
  expect(count, `${count} ${what} an order, at most ${aim}\n${linesOf(tally()).join('\n')}`);

const noted = (): { units: number; calls: number } =>
  tally().byItem.get('products PutItem CHANGES') ?? { units: 0, calls: 0 };
const noticed = (): { units: number; calls: number } =>
  tally().byItem.get('products Query CHANGES') ?? { units: 0, calls: 0 };
/** Nothing about an order scans: a schedule looks at whole tables, when its time has come. */
const scanned = (): { units: number; calls: number } =>
  [...tally().byItem]
    .filter(([item]) => item.includes(' Scan'))
    .reduce(
      (all, [, { units, calls }]) => ({ units: all.units + units, calls: all.calls + calls }),
      { units: 0, calls: 0 },
    );

// What moved is told and asked for once a second, however many orders there are: how many seconds an order takes is the machine's.
test(`it costs at most ${most.writeUnits} write units, but for the notes of each second`, () => {
  const units = tally().writeUnits - noted().units;
  costs(units, 'write units', most.writeUnits).toBeLessThanOrEqual(most.writeUnits);
});

test(`it costs at most ${most.readUnits} read units, but for the notes of each second`, () => {
  const units = tally().readUnits - noticed().units - scanned().units;
  costs(units, 'read units', most.readUnits).toBeLessThanOrEqual(most.readUnits);
});

test(`it takes at most ${most.calls} calls of the database, but for the notes of each second`, () => {
  const calls = tally().calls - noted().calls - noticed().calls - scanned().calls;
  costs(calls, 'calls', most.calls).toBeLessThanOrEqual(most.calls);
});

test('what moved is noted at most once a second', () => {
  costs(noted().calls, 'notes', 1).toBeLessThanOrEqual(
    Math.max(1, counted.alone.seconds / counted.alone.orders),
  );
});

// One by one nothing shares a batch: each of the four commits that speak is published as it comes.
test(`it takes at most ${most.publishes} requests to publish what it says`, () => {
  costs(counted.alone.published, 'requests', most.publishes).toBeLessThanOrEqual(most.publishes);
});

test(`at full load it takes at most ${most.publishesAtLoad} requests to publish what it says`, () => {
  costs(counted['at full load'].published, 'requests', most.publishesAtLoad).toBeLessThanOrEqual(
    most.publishesAtLoad,
  );
});

// The model of a million orders reckons with these: tests/unit/million-orders.test.ts.
test.each(['alone', 'at full load'] as const)('%s AWS bills no more than is reckoned', (how) => {
  const reckoned = Object.entries(billedOfOneOrder[how]) as [keyof Billed, number][];
  const beyond = reckoned.filter(([what, aim]) => counted[how].billed[what] > aim);
  expect(beyond, `an order ${how}: ${JSON.stringify(counted[how].billed)}`).toEqual([]);
});

// How much goes to which key is what the simulation of scale reckons with.
test.each(Object.entries(writesOfOneOrder))('%s takes %d units', (item, units) => {
  costs(tally().byItem.get(item)?.units ?? 0, item, units).toBeCloseTo(units, 0);
});
