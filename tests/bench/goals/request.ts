// P3: CPU of a container's request with validation and a verified token, beside bare Fastify with the same validation.
import { signToken, testKey } from '../../support/tokens.ts';
import type { Goal } from '../goal.ts';
import { startHttpWorker } from '../http-worker.ts';
import { audience, issuer, quote } from '../route.ts';
import { median } from '../statistics.ts';

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

export const request: Goal = {
  names: ['P3'],
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
    ];
  },
};
