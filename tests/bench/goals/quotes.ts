// QUOTES: what a question of orders to products costs both of them, by the protobuf contract beside JSON over HTTP.
import type { ChildProcess } from 'node:child_process';
import { signToken, testKey } from '../../support/tokens.ts';
import type { Goal, Measurement } from '../goal.ts';
import { audience, issuer } from '../route.ts';
import { median, percentile } from '../statistics.ts';
import { askSubject, startSubject } from '../subject.ts';

const rounds = 9;
const count = 400;
const sizes = [1, 5, 20];
const ways = ['http', 'connect', 'grpc'] as const;
type Way = (typeof ways)[number];

const key = testKey('bench');

const token = (): string => {
  const iat = Math.floor(Date.now() / 1000);
  return signToken(
    {
      iss: issuer,
      aud: audience,
      sub: 'cli_service-orders',
      client_id: 'service-orders',
      iat,
      exp: iat + 900,
      jti: 'jti_bench',
      scope: 'catalogue:quote',
    },
    key,
  );
};

/** Of one question: CPU milliseconds of both processes, and what the one that asks waits. */
interface Cost {
  readonly asking: number;
  readonly answering: number;
  readonly p50: number;
  readonly p99: number;
}

const costOf = async (server: ChildProcess, client: ChildProcess, lines: number): Promise<Cost> => {
  const before = await askSubject<number>(server, 'cpu');
  const { cpuMs, times } = await askSubject<{ cpuMs: number; times: number[] }>(client, {
    count,
    lines,
  });
  const answering = ((await askSubject<number>(server, 'cpu')) - before) / count;
  return { asking: cpuMs, answering, p50: median(times), p99: percentile(times, 0.99) };
};

const sum = ({ asking, answering }: Cost): number => asking + answering;

const measurementOf = (way: Way, lines: number, costs: Record<Way, Cost[]>): Measurement => {
  const figures = (['http', way] as const).flatMap((each) =>
    (['asking', 'answering', 'p50', 'p99'] as const).map((name) => [
      `${each} ${name} µs`,
      median(costs[each].map((cost) => cost[name])) * 1000,
    ]),
  );
  return {
    goal: 'QUOTES',
    what: `CPU of a quote of ${lines} by JSON over HTTP, which orders uses, ÷ by ${way}, both sides`,
    samples: costs.http.map((cost, round) => sum(cost) / sum(costs[way][round] as Cost)),
    limit: { atMost: 1 },
    details: Object.fromEntries(figures),
  };
};

export const quotes: Goal = {
  names: ['QUOTES'],
  measure: async ({ random, log }) => {
    const published = JSON.stringify({ keys: [key.publicJwk] });
    const [server, port] = await startSubject('quotes', [published]);
    const url = `http://127.0.0.1:${port}`;
    const clients = new Map<Way, ChildProcess>();
    for (const way of ways)
      clients.set(way, (await startSubject('quotes-client', [way, url, token()]))[0]);
    const measurements: Measurement[] = [];
    for (const lines of sizes) {
      const costs: Record<Way, Cost[]> = { http: [], connect: [], grpc: [] };
      for (const [, client] of clients) await costOf(server, client, lines);
      for (let round = 1; round <= rounds; round += 1) {
        for (const way of [...ways].sort(() => random() - 0.5)) {
          costs[way].push(await costOf(server, clients.get(way) as ChildProcess, lines));
        }
        log(`QUOTES ${lines} ${round}/${rounds}`);
      }
      for (const way of ['connect', 'grpc'] as const) {
        measurements.push(measurementOf(way, lines, costs));
      }
    }
    for (const child of [server, ...clients.values()]) child.disconnect();
    return measurements;
  },
};
