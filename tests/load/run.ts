// npm run load: scenarios of customers against a system on this machine, with live progress and percentiles.
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsProgram } from '../../infra/tools/program.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop, type Shop } from '../support/shop.ts';
import { runDependencyDown } from './dependency.ts';
import { type LoadOptions, readOptions, type ScenarioName, usage } from './options.ts';
import { type OverloadReport, runOverload } from './overload.ts';
import { percentile } from './percentile.ts';
import { pressureLine, runPressure } from './pressure.ts';
import { prepare, type Scenario } from './scenarios.ts';

interface Metrics {
  readonly times: number[];
  readonly statuses: Record<string, number>;
}

const summaryOf = (byName: ReadonlyMap<string, Metrics>, seconds: number) =>
  [...byName].map(([name, { times, statuses }]) => {
    const sorted = [...times].sort((one, other) => one - other);
    const [p50, p90, p99, max] = [0.5, 0.9, 0.99, 1].map((share) => percentile(sorted, share));
    return {
      name,
      count: times.length,
      perSecond: times.length / seconds,
      p50,
      p90,
      p99,
      max,
      statuses,
    };
  });

const line = (row: ReturnType<typeof summaryOf>[number]): string => {
  const ms = (value: number | undefined) => `${(value ?? 0).toFixed(0)} ms`.padStart(9);
  const statuses = Object.entries(row.statuses).map(([status, count]) => `${status}: ${count}`);
  return `${row.name.padEnd(26)} ${String(row.count).padStart(7)} ${row.perSecond.toFixed(1).padStart(7)}/s ${ms(row.p50)} ${ms(row.p90)} ${ms(row.p99)} ${ms(row.max)}  ${statuses.join(', ')}`;
};

const drive = async (
  scenario: Scenario,
  { seconds, requests, concurrency, rate }: LoadOptions,
  stopped: AbortSignal,
): Promise<{ byName: Map<string, Metrics>; seconds: number }> => {
  const byName = new Map<string, Metrics>();
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let sent = 0;
  const mayGoOn = () => sent < requests && elapsed() < seconds && !stopped.aborted;
  const worker = async () => {
    while (mayGoOn()) {
      sent += 1;
      if (rate > 0) await sleep(Math.max(0, (sent / rate - elapsed()) * 1000));
      const at = performance.now();
      const { name, status } = await scenario.act();
      const figures = byName.get(name) ?? { times: [], statuses: {} };
      byName.set(name, figures);
      figures.times.push(performance.now() - at);
      figures.statuses[status] = (figures.statuses[status] ?? 0) + 1;
    }
  };
  const progress = setInterval(() => {
    const all = [...byName.values()].flatMap(({ times }) => times);
    const last = all.slice(-200).sort((one, other) => one - other);
    console.error(
      `${elapsed().toFixed(0).padStart(4)} s  ${all.length} answers, ${(all.length / elapsed()).toFixed(1)}/s, p99 ${percentile(last, 0.99).toFixed(0)} ms`,
    );
  }, 1000);
  await Promise.all(Array.from({ length: concurrency }, worker)).finally(() =>
    clearInterval(progress),
  );
  return { byName, seconds: elapsed() };
};

const save = (scenario: string, report: unknown): void => {
  mkdirSync('.local/load', { recursive: true });
  writeFileSync(`.local/load/${scenario}.json`, `${JSON.stringify(report, null, 2)}\n`);
};

const overloadLines = (report: OverloadReport): string[] => {
  const {
    capacity,
    capacityBesideRefused: beside,
    offered,
    goodput,
    p99,
    statuses,
    memory,
    breaches,
  } = report;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return [
    `capacity    ${capacity.toFixed(1)}/s, p99 ${ms(p99.capacity)} (${ms(p99.calm)} at half of it)`,
    `beside      ${beside.toFixed(1)}/s, while the gateway refuses as many requests as the overload has`,
    `offered     ${offered.toFixed(1)}/s for ${report.seconds} s: ${JSON.stringify(statuses)}`,
    `goodput     ${goodput.toFixed(1)}/s, ${((100 * goodput) / beside).toFixed(0)} % of that (${((100 * goodput) / capacity).toFixed(0)} % of the capacity), p99 ${ms(p99.overload)}`,
    `normal      after ${report.normalAfterSeconds.toFixed(1)} s, all settled after ${report.drainedAfterSeconds.toFixed(1)} s`,
    ...memory.map(
      ({ name, from, to }) => `memory      ${from.toFixed(0)} → ${to.toFixed(0)} MB  ${name}`,
    ),
    ...breaches.map((text) => `BROKEN      ${text}`),
  ];
};

const overload = async (shop: Shop, { seconds, json }: LoadOptions): Promise<number> => {
  const report = await runOverload(shop, seconds, (what) => console.error(what));
  save('overload', report);
  if (json) console.log(JSON.stringify(report, null, 2));
  else for (const text of overloadLines(report)) console.log(text);
  return report.breaches.length === 0 ? 0 : 1;
};

const pressure = async (shop: Shop, { seconds, json }: LoadOptions): Promise<number> => {
  const reports = await runPressure(shop, seconds, (what) => console.error(what));
  save('pressure', reports);
  if (json) console.log(JSON.stringify(reports, null, 2));
  else for (const report of reports) console.log(pressureLine(report));
  const breaches = reports.flatMap((report) =>
    report.breaches.map((text) => [report, text] as const),
  );
  for (const [report, text] of breaches) console.log(`BROKEN      ${report.pressure}: ${text}`);
  return breaches.length === 0 ? 0 : 1;
};

const dependenciesDown = async (
  shop: Shop,
  { seconds, down, json }: LoadOptions,
): Promise<number> => {
  const reports = [];
  for (const dependency of down) {
    const report = await runDependencyDown(shop, dependency, seconds, (what) =>
      console.error(what),
    );
    reports.push(report);
    if (json) continue;
    const { breaches, callsEachOrder, callsEachOrderBefore } = report;
    console.log(
      `${dependency.padEnd(10)} ${JSON.stringify(report.meanwhile)} while it was down, ${JSON.stringify(report.afterwards)} afterwards, ${callsEachOrder.toFixed(1)} calls for each order (${callsEachOrderBefore.toFixed(1)} before)`,
    );
    for (const [what, times] of Object.entries(report.died)) {
      console.log(`died       ${times} × ${what}`);
    }
    for (const text of breaches) console.log(`BROKEN     ${text}`);
  }
  save('dependency-down', reports);
  if (json) console.log(JSON.stringify(reports, null, 2));
  return reports.some(({ breaches }) => breaches.length > 0) ? 1 : 0;
};

/** Scenarios that are more than customers. */
const runs: Partial<Record<ScenarioName, typeof overload>> = {
  overload,
  pressure,
  'dependency-down': dependenciesDown,
};

const main = async (options: LoadOptions): Promise<number> => {
  const stopping = new AbortController();
  process.on('SIGINT', () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  });
  const own = options.url === undefined ? await startEmbeddedCloud(['--quiet']) : undefined;
  try {
    const shop = createShop(
      own?.apiUrl ?? options.url ?? '',
      own?.awsUrl ?? options.awsUrl ?? 'http://127.0.0.1:4566',
    );
    const run = runs[options.scenario];
    if (run) return await run(shop, options);
    const scenario = await prepare(options.scenario, shop);
    const { byName, seconds } = await drive(scenario, options, stopping.signal);
    const wrong = await scenario.verify();
    const report = { options, seconds, figures: summaryOf(byName, seconds), wrong };
    save(options.scenario, report);
    if (options.json) console.log(JSON.stringify(report, null, 2));
    else {
      console.log(`${options.scenario}, ${options.concurrency} at once, ${seconds.toFixed(1)} s`);
      console.log(`${'what'.padEnd(26)}   count    rate        p50       p90       p99       max`);
      for (const row of report.figures) console.log(line(row));
      for (const text of wrong) console.log(`WRONG  ${text}`);
    }
    if (stopping.signal.aborted) return 130;
    const failed = report.figures.some(
      ({ statuses }) => (statuses[0] ?? 0) + (statuses[500] ?? 0) > 0,
    );
    return wrong.length > 0 || failed ? 1 : 0;
  } finally {
    await own?.stop();
  }
};

await runAsProgram({ usage, readOptions, main });
