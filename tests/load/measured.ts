// Scenarios of `npm run load` that are more than customers: what each measures, as lines or as one JSON document.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Shop } from '../support/shop.ts';
import { runDependencyDown } from './dependency.ts';
import type { LoadOptions, ScenarioName } from './options.ts';
import { type OverloadReport, runOverload } from './overload.ts';
import { pressureLine, runPressure } from './pressure.ts';
import { recoveryLine, runRecovery } from './recovery.ts';

export const save = (scenario: string, report: unknown): void => {
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

/** Of a scenario that has one line for each of its parts, and what each of them broke. */
const partByPart =
  <Report extends { readonly breaches: readonly string[] }>(
    scenario: ScenarioName,
    measure: (
      shop: Shop,
      seconds: number,
      say: (what: string) => void,
    ) => Promise<readonly Report[]>,
    lineOf: (report: Report) => string,
    nameOf: (report: Report) => string,
  ) =>
  async (shop: Shop, { seconds, json }: LoadOptions): Promise<number> => {
    const reports = await measure(shop, seconds, (what) => console.error(what));
    save(scenario, reports);
    if (json) console.log(JSON.stringify(reports, null, 2));
    else for (const report of reports) console.log(lineOf(report));
    const breaches = reports.flatMap((report) =>
      report.breaches.map((text) => `${nameOf(report)}: ${text}`),
    );
    if (!json) for (const text of breaches) console.log(`BROKEN      ${text}`);
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

/** Each answers the exit code. */
export const measured: Partial<Record<ScenarioName, typeof overload>> = {
  overload,
  pressure: partByPart('pressure', runPressure, pressureLine, ({ pressure }) => pressure),
  recovery: partByPart('recovery', runRecovery, recoveryLine, ({ killed }) => killed),
  'dependency-down': dependenciesDown,
};
