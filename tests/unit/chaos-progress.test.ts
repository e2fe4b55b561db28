// How far a chaos run has come is written for the console, which reads it at any time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { chaosRun } from '../../localstack/tandem/chaos/routes.ts';
import { type ChaosProgress, saveProgress } from '../chaos/report.ts';

const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
afterAll(() => rmSync(directory, { recursive: true }));

const progress: ChaosProgress = {
  seed: 7,
  orders: 200,
  accepted: 12,
  faults: [{ target: 'sqs', kind: 'duplicate', rate: 0.1, hits: 3 }],
  kills: 1,
  breaches: [],
  timeline: [],
  passed: null,
};

it('there is none before the first, nor where its file is none', () => {
  expect(chaosRun(directory)).toBeNull();
  writeFileSync(join(directory, 'live.json'), '{"seed":');
  expect(chaosRun(directory)).toBeNull();
});

it('names every invariant with how often it was broken, and only the latest words', () => {
  const breach = { invariant: 'I3', subject: '<script>', detail: 'below zero' } as const;
  saveProgress(directory, {
    ...progress,
    breaches: Array.from({ length: 30 }, () => breach),
    timeline: Array.from({ length: 30 }, (_, seconds) => ({ seconds, what: `word ${seconds}` })),
  });
  const run = chaosRun(directory) as ChaosProgress & { invariants: object[]; at: string };
  expect(run).toMatchObject({ seed: 7, accepted: 12, kills: 1, passed: null });
  expect(run.invariants).toHaveLength(13);
  expect(run.invariants).toContainEqual(expect.objectContaining({ name: 'I3', broken: 30 }));
  expect(run.invariants).toContainEqual(expect.objectContaining({ name: 'I1', broken: 0 }));
  expect([run.breaches.length, run.timeline.length]).toEqual([20, 20]);
  expect(run.timeline.at(-1)?.what).toBe('word 29');
  expect(Number.isNaN(Date.parse(run.at))).toBe(false);
});
