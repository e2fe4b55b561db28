// npm run bench: measures the goals of Tandem as ratios against floors in the same run.
import { createScreen } from '../../localstack/cli/screen.ts';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { makeAssembly } from '../../localstack/tandem/build/make-assembly.ts';
import { parseFlags } from '../../platform/cli/flags.ts';
import { randomOf } from '../support/random.ts';
import type { Goal, Measurement } from './goal.ts';
import { absentAccount } from './goals/absent-account.ts';
import { awsCalls } from './goals/aws-calls.ts';
import { billing } from './goals/billing.ts';
import { bundles } from './goals/bundles.ts';
import { consoleLoad } from './goals/console.ts';
import { functionStart } from './goals/function-start.ts';
import { graphql } from './goals/graphql.ts';
import { growth } from './goals/growth.ts';
import { latency } from './goals/latency.ts';
import { login } from './goals/login.ts';
import { memory } from './goals/memory.ts';
import { quotes } from './goals/quotes.ts';
import { rebuild } from './goals/rebuild.ts';
import { request } from './goals/request.ts';
import { start } from './goals/start.ts';
import { suite } from './goals/suite.ts';
import { throughput } from './goals/throughput.ts';
import { tracing } from './goals/tracing.ts';
import { writeUnits } from './goals/write-units.ts';
import { median, medianBounds } from './statistics.ts';

const goals: readonly Goal[] = [
  request,
  throughput,
  latency,
  start,
  functionStart,
  bundles,
  writeUnits,
  billing,
  login,
  absentAccount,
  growth,
  graphql,
  quotes,
  awsCalls,
  memory,
  tracing,
  consoleLoad,
  rebuild,
  suite,
];

const usage = `Usage: npm run bench [-- <goal> … --json --seed <n>]

Measures goals as ratios against a floor in the same run (Linux). Builds first what has changed.
  <goal>      ${goals.flatMap(({ names }) => names).join(', ')}; all but P16
              where none is named
  --json      one JSON document at the end, nothing else on standard output
  --seed <n>  order of the slices; printed, so that a run can be repeated
  --help      this text`;

const summarise = (measurement: Measurement, random: () => number) => {
  const { goal, what, samples, limit, unit = '×', details, control } = measurement;
  const value = median(samples);
  const bounds = medianBounds(samples, random);
  const met = 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
  const steady = control === undefined || Math.abs(control - 1) <= 0.05;
  return { goal, what, value, ...bounds, unit, limit, met, details, control, steady };
};

const print = (summary: ReturnType<typeof summarise>): void => {
  const { goal, what, value, low, high, unit, limit, met, details, control, steady } = summary;
  const bound = 'atMost' in limit ? `≤ ${limit.atMost}` : `≥ ${limit.atLeast}`;
  console.log(
    `${goal.padEnd(4)} ${value.toFixed(2)} ${unit} [${low.toFixed(2)}, ${high.toFixed(2)}]  goal ${bound}  ${met ? 'met' : 'NOT met'}  ${what}`,
  );
  for (const [name, figure] of Object.entries(details)) {
    console.log(`       ${name} ${figure.toFixed(2)}`);
  }
  if (control !== undefined) {
    console.log(
      `       floor against floor ${control.toFixed(3)}${steady ? '' : ': outside ±5 %, this run says nothing'}`,
    );
  }
};

const { values, positionals } = parseFlags({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, seed: { type: 'string' }, help: { type: 'boolean' } },
});
const wanted = positionals.map((name) => name.toUpperCase());
const unknown = wanted.find((name) => !goals.some(({ names }) => names.includes(name)));
const seed = Number(values.seed ?? Date.now() % 1_000_000);

if (values.help) {
  console.log(usage);
} else if (unknown !== undefined || !Number.isSafeInteger(seed)) {
  console.error(unknown === undefined ? '--seed wants an integer' : `no goal ${unknown}`);
  console.error(usage);
  process.exitCode = 2;
} else {
  const random = randomOf(seed);
  const log = (line: string) => console.error(line);
  log(`seed ${seed}`);
  await makeAssembly({ stage: 'dev' }, createScreen(createTerminal({ stdout: process.stderr })));
  const summaries = [];
  for (const { names, isNamedOnly, measure } of goals) {
    const isMeant =
      wanted.length > 0 ? names.some((name) => wanted.includes(name)) : isNamedOnly !== true;
    if (!isMeant) continue;
    for (const measurement of await measure({ random, log })) {
      summaries.push(summarise(measurement, random));
    }
  }
  if (values.json) console.log(JSON.stringify({ seed, goals: summaries }, null, 2));
  else for (const summary of summaries) print(summary);
}
