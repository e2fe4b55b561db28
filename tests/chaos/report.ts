// What a chaos run has shown: one JSON document, and the same for people.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Breach,
  type Invariant,
  invariants,
} from '../../functions/auditor/domain/snapshot.ts';
import type { ChaosOptions } from './options.ts';
import type { Sometimes } from './sometimes.ts';

export interface TimelineEntry {
  readonly seconds: number;
  readonly what: string;
}

export interface ChaosReport {
  readonly options: ChaosOptions;
  readonly passed: boolean;
  readonly seconds: { readonly load: number; readonly settle: number; readonly all: number };
  readonly orders: Readonly<Record<string, number>>;
  readonly client: Readonly<Record<string, number>>;
  readonly faults: readonly { target: string; kind: string; rate: number; hits: number }[];
  readonly kills: Readonly<Record<string, number>>;
  readonly sometimes: readonly Sometimes[];
  readonly never: readonly string[];
  readonly breaches: readonly Breach[];
  readonly timeline: readonly TimelineEntry[];
}

/** What a run has come to so far. */
export interface ChaosProgress {
  readonly seed: number;
  readonly orders: number;
  readonly accepted: number;
  readonly faults: ChaosReport['faults'];
  readonly kills: number;
  readonly breaches: readonly Breach[];
  readonly timeline: readonly TimelineEntry[];
  /** Null until every invariant was looked at. */
  readonly passed: boolean | null;
}

const shown = 20;

/** For the console of a running system, which may read it at any time. */
export const saveProgress = (directory: string, progress: ChaosProgress): void => {
  const { breaches, timeline } = progress;
  const always = Object.entries(invariants).map(([name, says]) => ({
    name,
    says,
    broken: breaches.filter(({ invariant }) => invariant === name).length,
  }));
  const latest = { breaches: breaches.slice(0, shown), timeline: timeline.slice(-shown) };
  const now = { pid: process.pid, at: new Date().toISOString() };
  const written = { ...progress, ...latest, ...now, invariants: always };
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'live.json.new'), JSON.stringify(written));
  renameSync(join(directory, 'live.json.new'), join(directory, 'live.json'));
};

const table = (rows: Readonly<Record<string, number>>): string[] =>
  Object.entries(rows)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`);

const verdicts = (breaches: readonly Breach[]): string[] =>
  Object.entries(invariants).map(([name, text]) => {
    const broken = breaches.filter(({ invariant }) => invariant === (name as Invariant)).length;
    const mark = broken === 0 ? 'ok' : `${broken} broken`;
    return `  ${name.padEnd(4)} ${mark.padEnd(12)} ${text}`;
  });

export const summaryOf = (report: ChaosReport): string => {
  const { options, seconds, sometimes, never, breaches, timeline } = report;
  const faults = report.faults.map(
    ({ target, kind, rate, hits }) =>
      `  ${String(hits).padStart(7)}  ${kind} of ${target} (${rate})`,
  );
  return [
    `chaos run, seed ${options.seed}: ${report.passed ? 'PASSED' : 'FAILED'}`,
    `${options.orders} orders, load ${seconds.load.toFixed(1)} s, settled ${seconds.settle.toFixed(1)} s after healing, ${seconds.all.toFixed(1)} s in all`,
    '',
    'orders',
    ...table(report.orders),
    'client',
    ...table(report.client),
    'faults that struck',
    ...faults,
    ...Object.entries(report.kills).map(
      ([name, count]) => `  ${String(count).padStart(7)}  killed ${name}`,
    ),
    'always',
    ...verdicts(breaches),
    ...breaches
      .slice(0, shown)
      .map(({ invariant, subject, detail }) => `       ${invariant} ${subject}: ${detail}`),
    ...(breaches.length > shown ? [`       and ${breaches.length - shown} more`] : []),
    'sometimes',
    ...sometimes.map(
      ({ name, count }) =>
        `  ${String(count).padStart(7)}  ${name}${never.includes(name) ? '  NEVER' : ''}`,
    ),
    'timeline',
    ...timeline.map((entry) => `  ${entry.seconds.toFixed(1).padStart(7)} s  ${entry.what}`),
    '',
    `again: npm run chaos -- --orders ${options.orders} --seed ${options.seed} --faults ${options.faults.join(',') || 'none'}`,
  ].join('\n');
};

/** Answers the path of the report without its ending. */
export const saveReport = (directory: string, report: ChaosReport): string => {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, String(report.options.seed));
  writeFileSync(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${path}.txt`, `${summaryOf(report)}\n`);
  return path;
};
