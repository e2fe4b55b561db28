// P3 and P4: a container's request with validation and a verified token, beside bare Fastify with the same validation: its CPU, and its p99 at half of what each can do.
import { signToken, testKey } from '../../support/tokens.ts';
import type { Context, Goal, Measurement } from '../goal.ts';
import { type HttpWorker, startHttpWorker } from '../http-worker.ts';
import { audience, issuer, quote } from '../route.ts';
import { median, percentile } from '../statistics.ts';

const rounds = 15;
const requests = 1_600;

const key = testKey('bench');

const token = (): string => {
  const iat = Math.floor(Date.now() / 1000);
  return signToken(
    {
      iss: issuer,
      aud: audience,
      sub: 'usr_01980000000070008000000000000001',
      client_id: 'tandem',
      iat,
      exp: iat + 600,
      jti: 'jti_bench',
      scope: '',
      roles: ['customer'],
    },
    key,
  );
};

const halfOfFastest = async (worker: HttpWorker): Promise<number> =>
  (await worker.fastest(requests)) / 2;

const p99Of = async (worker: HttpWorker, rate: number): Promise<number> =>
  percentile(await worker.paced(rate, requests), 0.99);

const measureP99 = async (
  floor: HttpWorker,
  subject: HttpWorker,
  { random, log }: Context,
): Promise<Measurement> => {
  const perSecond = await halfOfFastest(subject);
  const perSecondBare = await halfOfFastest(floor);
  const samples: number[] = [];
  const absolute: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const before = random() < 0.5 ? await p99Of(floor, perSecondBare) : undefined;
    const ours = await p99Of(subject, perSecond);
    const bare = before ?? (await p99Of(floor, perSecondBare));
    samples.push(ours / bare);
    absolute.push(ours);
    log(`P4 ${round}/${rounds}: p99 ${ours.toFixed(2)} ms, bare Fastify ${bare.toFixed(2)} ms`);
  }
  return {
    goal: 'P4',
    what: 'its p99 at half of its highest rate ÷ that of bare Fastify at half of its own',
    samples,
    limit: { atMost: 1.5 },
    details: { p99Ms: median(absolute), perSecond, perSecondBare },
  };
};

export const request: Goal = {
  names: ['P3', 'P4'],
  measure: async ({ random, log }) => {
    const load = {
      path: `/v1${quote.path}`,
      headers: { authorization: `Bearer ${token()}` },
      body: JSON.stringify({ lines: [{ sku: 'MUG-BLUE', quantity: 2 }] }),
      answer: JSON.stringify({ lines: 1 }),
    };
    const published = JSON.stringify({ keys: [key.publicJwk] });
    const floor = await startHttpWorker(new URL('../floors/http.ts', import.meta.url), load);
    const subject = await startHttpWorker(new URL('../subjects/http.ts', import.meta.url), load, [
      published,
    ]);
    for (const worker of [floor, subject]) await worker.slice(2 * requests);
    const samples: number[] = [];
    const absolute: number[] = [];
    const control: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const floorFirst = random() < 0.5;
      const before = floorFirst ? await floor.slice(requests) : 0;
      const ours = await subject.slice(requests);
      const bare = floorFirst ? before : await floor.slice(requests);
      control.push((await floor.slice(requests)) / bare);
      samples.push(bare / ours);
      absolute.push(ours);
      log(`P3 ${round}/${rounds}: ${ours.toFixed(3)} ms, bare Fastify ${bare.toFixed(3)} ms`);
    }
    const p99 = await measureP99(floor, subject, { random, log });
    await Promise.all([floor.stop(), subject.stop()]);
    return [
      {
        goal: 'P3',
        what: 'CPU of bare Fastify with the same validation ÷ a request with a verified token',
        samples,
        limit: { atLeast: 0.7 },
        details: { requestCpuMs: median(absolute) },
        control: median(control),
      },
      p99,
    ];
  },
};
