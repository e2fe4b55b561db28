// What an order costs from its POST to confirmed, mail and all, counted by what the database and the queues were asked: no count depends on the machine.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CountedDatabase,
  linesOf,
  startCountedDatabase,
  type Tally,
} from '../support/consumption.ts';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { mostOfOneOrder as most, writesOfOneOrder } from '../support/order-counts.ts';
import { createShop, demo, order, type Shop } from '../support/shop.ts';

const orders = 20;

let database: CountedDatabase;
let cloud: RunningCloud;
let shop: Shop;
let token: string;
let tally: Tally;
let published: number;
let seconds: number;

const placeOne = async (): Promise<void> => {
  const { body, status, text } = await shop.place(token, order('MUG-BLUE'));
  expect(status, text).toBe(201);
  // The mail tells of the end: to ask until then would count how slow the machine is.
  await shop.mailTo(demo.email, ({ subject }) => subject.includes(body.id));
  expect((await shop.settled(token, body.id)).status).toBe('confirmed');
};

/** Until nothing has been written for a while: mails follow the confirmation. */
const quiet = async (): Promise<void> => {
  let before = -1;
  for (let seconds = 0; seconds < 30 && before !== database.writes(); seconds += 1) {
    before = database.writes();
    await sleep(1_000);
  }
};

const messagesSent = async (): Promise<number> => {
  const { notes } = await shop.helper<{ notes: Record<string, number> }>('faults');
  const counted = Object.entries(notes).filter(([what]) => /^s[nq]s (Publish|Send)/.test(what));
  return counted.reduce((all, [, count]) => all + count, 0);
};

beforeAll(async () => {
  database = await startCountedDatabase();
  cloud = await startEmbeddedCloud(['--no-build', '--quiet'], {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
  });
  shop = createShop(cloud.apiUrl, cloud.awsUrl);
  token = await shop.tokenOf(demo);
  await placeOne();
  await quiet();
  database.take();
  const before = await messagesSent();
  const begun = performance.now();
  for (let count = 0; count < orders; count += 1) await placeOne();
  await quiet();
  published = ((await messagesSent()) - before) / orders;
  seconds = (performance.now() - begun) / 1_000;
  tally = database.take(orders);
});

afterAll(async () => {
  await cloud?.stop();
  await database?.stop();
});

/** The tally by item belongs to every failure. */
const costs = (count: number, what: string, aim: number) =>
  expect(count, `${count} ${what} an order, at most ${aim}\n${linesOf(tally).join('\n')}`);

const noted = (): { units: number; calls: number } =>
  tally.byItem.get('products PutItem CHANGES') ?? { units: 0, calls: 0 };
const noticed = (): { units: number; calls: number } =>
  tally.byItem.get('products Query CHANGES') ?? { units: 0, calls: 0 };
/** Nothing about an order scans: a schedule looks at whole tables, when its time has come. */
const scanned = (): { units: number; calls: number } =>
  [...tally.byItem]
    .filter(([item]) => item.includes(' Scan'))
    .reduce(
      (all, [, { units, calls }]) => ({ units: all.units + units, calls: all.calls + calls }),
      { units: 0, calls: 0 },
    );

// What moved is told and asked for once a second, however many orders there are: how many seconds an order takes is the machine's.
test(`it costs at most ${most.writeUnits} write units, but for the notes of each second`, () => {
  const units = tally.writeUnits - noted().units;
  costs(units, 'write units', most.writeUnits).toBeLessThanOrEqual(most.writeUnits);
});

test(`it costs at most ${most.readUnits} read units, but for the notes of each second`, () => {
  const units = tally.readUnits - noticed().units - scanned().units;
  costs(units, 'read units', most.readUnits).toBeLessThanOrEqual(most.readUnits);
});

test(`it takes at most ${most.calls} calls of the database, but for the notes of each second`, () => {
  const calls = tally.calls - noted().calls - noticed().calls - scanned().calls;
  costs(calls, 'calls', most.calls).toBeLessThanOrEqual(most.calls);
});

test('what moved is noted at most once a second', () => {
  costs(noted().calls, 'notes', 1).toBeLessThanOrEqual(Math.max(1, seconds / orders));
});

// One by one nothing shares a batch: each of the four commits that speak is published as it comes.
test(`it takes at most ${most.publishes} requests to publish what it says`, () => {
  costs(published, 'requests', most.publishes).toBeLessThanOrEqual(most.publishes);
});

// How much goes to which key is what the simulation of scale reckons with.
test.each(Object.entries(writesOfOneOrder))('%s takes %d units', (item, units) => {
  costs(tally.byItem.get(item)?.units ?? 0, item, units).toBeCloseTo(units, 0);
});
