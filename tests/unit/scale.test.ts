// The simulation of scale against what queueing theory says of the same queues, and its page against what it prints.
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { stageFrom } from '../../infra/stages.ts';
import { orderModel } from '../scale/order.ts';
import { quotas } from '../scale/quotas.ts';
import { limitTable, outcomesOf, outcomeTable } from '../scale/report.ts';
import { carries, type Model, raised, simulate } from '../scale/simulation.ts';
import type { Observed, Station } from '../scale/station.ts';

const only = (station: Omit<Station, 'name'>): Model => ({
  stations: [{ name: 'one', ...station }],
  route: [{ station: 'one' }],
  aside: [],
});

const observe = (station: Omit<Station, 'name'>, perSecond: number): Observed => {
  const { stations } = simulate(only(station), { perSecond, orders: 200_000, seed: 11 });
  return stations.one as Observed;
};

/** Mean wait in M/M/c, by Erlang's C formula. */
const erlangWait = (perSecond: number, seconds: number, servers: number): number => {
  const load = perSecond * seconds;
  let blocked = 1;
  for (let server = 1; server <= servers; server += 1) {
    blocked = (load * blocked) / (server + load * blocked);
  }
  const share = blocked / (1 - (load / servers) * (1 - blocked));
  return (share * seconds) / (servers - load);
};

/** Within so many hundredths of what it should be. */
const isWithin = (is: number, shouldBe: number, hundredths: number) =>
  expect(Math.abs(is / shouldBe - 1), `${is} where ${shouldBe} is due`).toBeLessThan(
    hundredths / 100,
  );

describe('one station', () => {
  it.each([
    [1, 0.5],
    [1, 0.8],
    [4, 0.8],
    [20, 0.9],
  ])('with %d servers at a load of %d lets wait what M/M/c says', (servers, load) => {
    const perSecond = (load * servers) / 0.05;
    const { waited, busy } = observe({ servers, seconds: 0.05, spread: 'exponential' }, perSecond);
    isWithin(waited, erlangWait(perSecond, 0.05, servers), 8);
    isWithin(busy, load, 2);
  });

  it('with a constant service lets wait half of that, as M/D/1 says', () => {
    const { waited } = observe({ servers: 1, seconds: 0.01, spread: 'constant' }, 80);
    isWithin(waited, (0.8 * 0.01) / (2 * 0.2), 5);
  });

  it('that is a quota lets go on at once who has a place, and carries no more', () => {
    const station = { servers: 1, seconds: 0.01, spread: 'constant', isRate: true } as const;
    const { waited, stayed } = observe(station, 80);
    expect(stayed).toBeCloseTo(waited, 9);
    isWithin(waited, (0.8 * 0.01) / (2 * 0.2), 5);
  });

  it("keeps Little's law: those who are there are those who come by how long they stay", () => {
    const perSecond = 70;
    const { present, stayed } = observe(
      { servers: 4, seconds: 0.05, spread: 'exponential' },
      perSecond,
    );
    isWithin(present, perSecond * stayed, 1);
  });

  it('carries a batch in one run', () => {
    const model = only({ servers: 1, seconds: 1, spread: 'constant', batch: 10 });
    expect(carries(model, model.stations[0] as Station)).toBe(10);
    const { confirmedPerSecond } = simulate(model, { perSecond: 100, orders: 5_000, seed: 3 });
    isWithin(confirmedPerSecond, 10, 1);
  });
});

describe('stations in a row', () => {
  const station = (name: string, servers: number): Station => ({
    name,
    servers,
    seconds: 0.1,
    spread: 'exponential',
  });
  const model: Model = {
    stations: [station('wide', 8), station('narrow', 2)],
    route: [{ station: 'wide' }, { station: 'narrow', share: 0.5 }],
    aside: [[{ station: 'wide' }]],
  };

  it('carry what the narrowest carries', () => {
    expect(model.stations.map((each) => carries(model, each))).toEqual([40, 40]);
    const { confirmedPerSecond } = simulate(
      { ...model, aside: [] },
      { perSecond: 300, orders: 20_000, seed: 5 },
    );
    isWithin(confirmedPerSecond, 40, 3);
  });

  it('give the same for the same seed, and something else for another', () => {
    const run = (seed: number) => simulate(model, { perSecond: 30, orders: 500, seed });
    expect(run(1)).toEqual(run(1));
    expect(run(2).p50).not.toBe(run(1).p50);
  });

  it('refuse a way over a station that there is not', () => {
    const astray = { ...model, route: [{ station: 'nowhere' }] };
    expect(() => simulate(astray, { perSecond: 1, orders: 1, seed: 1 })).toThrow(
      'there is no station nowhere',
    );
  });
});

describe('docs/scale.md', () => {
  const page = readFileSync('docs/scale.md', 'utf8');
  const prod = stageFrom(new App({ context: { stage: 'prod' } }).node);
  const many = orderModel(prod, { hotShare: 0, stockShards: 1 });
  const sale = orderModel(prod, { hotShare: 1, stockShards: 1 });
  const sharded = orderModel(prod, { hotShare: 1, stockShards: 32 });

  it('shows what each limit carries, as it is printed', () => {
    expect(page).toContain(limitTable(sale));
  });

  it.each([
    ['as deployed', many],
    ['with all that can be raised', raised(many)],
    ['with one SKU that all want', raised(sale)],
    ['with its stock in shards', raised(sharded)],
  ])('shows what comes of it, %s, as it is printed', (_, model) => {
    expect(page).toContain(outcomeTable(model, outcomesOf(model, 1)));
  });

  it('says of each limit what is done about it, and names the page of AWS for each quota', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| '));
    for (const { name } of sale.stations) {
      expect(
        rows.filter((row) => row.startsWith(`| ${name} |`)),
        name,
      ).toHaveLength(2);
    }
    for (const { source } of Object.values(quotas)) expect(page).toContain(source);
  });
});
