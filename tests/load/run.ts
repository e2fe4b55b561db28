// npm run load: scenarios of customers against a system on this machine, with live progress and percentiles.
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsProgram } from '../../infra/tools/program.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop } from '../support/shop.ts';
import { measured, save } from './measured.ts';
import { type LoadOptions, readOptions, usage } from './options.ts';
import { percentile } from './percentile.ts';
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
    const run = measured[options.scenario];
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
