// GRAPHQL: what a product page costs by one document, beside the three requests that a browser sends for the same by REST.
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Goal, Measurement } from '../goal.ts';
import { median, percentile } from '../statistics.ts';
import { askSubject, startSubject } from '../subject.ts';

const rounds = 11;
const pages = 200;
/** Rounds until the code is as fast as it gets. */
const warmUp = 4;
/** Visitors at once. */
const visitors = 4;
const id = 'prd_01980000000070008000000000012';

const query = readFileSync(
  new URL('../../../clients/graphql/storefront/product-page.graphql', import.meta.url),
  'utf8',
);

/** All of it is read, as a page does. */
const read = async (url: string, init: RequestInit = {}): Promise<Record<string, unknown>> => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
};

const byRest = (api: string) => async () => {
  const { category } = await read(`${api}/products/${id}`);
  await Promise.all([
    read(`${api}/categories`),
    read(`${api}/products?category=${category}&limit=5`),
  ]);
};

const byGraphql = (bff: string) => async () => {
  const { errors } = await read(`${bff}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { id } }),
  });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
};

/** Of one page, in milliseconds: CPU of all processes that serve it, and what a visitor waits. */
interface Cost {
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

const costOf = async (
  page: () => Promise<void>,
  servers: readonly ChildProcess[],
): Promise<Cost> => {
  const cpu = async () => {
    let sum = 0;
    for (const server of servers) sum += await askSubject<number>(server, 'cpu');
    return sum;
  };
  const times: number[] = [];
  const visitor = async () => {
    for (let number = 0; number < pages / visitors; number += 1) {
      const started = performance.now();
      await page();
      times.push(performance.now() - started);
    }
  };
  const before = await cpu();
  await Promise.all(Array.from({ length: visitors }, visitor));
  const after = await cpu();
  return { cpu: (after - before) / pages, p50: median(times), p99: percentile(times, 0.99) };
};

const ratioOf = (
  member: 'cpu' | 'p99',
  { rest, graphql }: { readonly rest: readonly Cost[]; readonly graphql: readonly Cost[] },
) => graphql.map((cost, round) => cost[member] / (rest[round]?.[member] ?? Number.NaN));

const detailsOf = (name: string, costs: readonly Cost[]): [string, number][] =>
  (['cpu', 'p50', 'p99'] as const).map((member) => [
    `${name} ${member} ms`,
    median(costs.map((cost) => cost[member])),
  ]);

export const graphql: Goal = {
  names: ['GRAPHQL'],
  measure: async ({ random, log }): Promise<readonly Measurement[]> => {
    const [catalogue, apiPort] = await startSubject('catalogue', []);
    const api = `http://127.0.0.1:${apiPort}/v1`;
    const [bff, bffPort] = await startSubject('bff-web', [api]);
    const ways = {
      rest: { page: byRest(api), servers: [catalogue] },
      graphql: { page: byGraphql(`http://127.0.0.1:${bffPort}/v1`), servers: [catalogue, bff] },
    };
    const costs: Record<keyof typeof ways, Cost[]> = { rest: [], graphql: [] };
    for (let round = 1; round <= warmUp; round += 1) {
      for (const { page, servers } of Object.values(ways)) await costOf(page, servers);
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of (['rest', 'graphql'] as const).toSorted(() => random() - 0.5)) {
        costs[name].push(await costOf(ways[name].page, ways[name].servers));
      }
      log(`GRAPHQL ${round}/${rounds}`);
    }
    for (const child of [catalogue, bff]) child.disconnect();
    return [
      {
        goal: 'GRAPHQL',
        what: 'CPU of a product page by one document ÷ by three requests, all processes that serve it',
        samples: ratioOf('cpu', costs),
        limit: { atMost: 8 },
        details: Object.fromEntries([
          ...detailsOf('REST', costs.rest),
          ...detailsOf('GraphQL', costs.graphql),
        ]),
      },
      {
        goal: 'GRAPHQL',
        what: 'p99 of the same, without the network between, which is what GraphQL saves',
        samples: ratioOf('p99', costs),
        limit: { atMost: 5 },
        details: {},
      },
    ];
  },
};
