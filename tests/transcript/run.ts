// `npm run tandem -- transcript`: what a newcomer does on this machine, as written in README and docs: start, the first five minutes, the commands, stop.
import { freePort } from '../../localstack/cloud/ports.ts';
import { parseFlags } from '../../platform/cli/flags.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { runSteps } from './shell.ts';
import { forCopy, pages, stepsOf } from './steps.ts';

const usage = `Usage: npm run tandem -- transcript [--only <page>]

Starts a copy on free ports, runs what README and docs show and this machine can do, stops the copy, and
prints what each step has taken and what was left out. Exit code 1 when a step fails, or is silent for more
than 10 seconds.
  --only <page>   e.g. README.md or docs/api.md (repeatable)
  --help          this text`;

/** What nobody sees anything of for so long looks broken. */
const longestSilence = 10;

interface Ports {
  readonly api: string;
  readonly aws: string;
}

const firstLine = (script: string): string => script.split('\n')[0] ?? '';

/** Answers what is wrong with the page. */
const runPage = async (page: string, ports: Ports): Promise<readonly string[]> => {
  const steps = stepsOf(page);
  if (steps.length > 0) console.log(page);
  for (const { script, leftOut } of steps) {
    if (leftOut !== undefined) console.log(` -          ${firstLine(script)}  (${leftOut})`);
  }
  const scripts = steps
    .filter(({ leftOut }) => leftOut === undefined)
    .map(({ script }) => forCopy(script, ports));
  const faults: string[] = [];
  let done = 0;
  const { code, tail } = await runSteps(scripts, ({ script, seconds, silence }) => {
    done += 1;
    const isSilent = silence > longestSilence;
    const took = seconds.toFixed(1).padStart(6);
    console.log(` ${isSilent ? '✖' : '✔'} ${took} s  ${firstLine(script)}`);
    if (isSilent) faults.push(`${page}: silent for ${silence.toFixed(1)} s: ${firstLine(script)}`);
  });
  if (code !== 0) faults.push(`${page}: exit code ${code}: ${scripts[done]}\n${tail.trim()}`);
  return faults;
};

const main = async (wanted: readonly string[]): Promise<number> => {
  const startedAt = performance.now();
  const cloud = await startEmbeddedCloud();
  console.log(` ✔ ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  npm start`);
  const ports = { api: new URL(cloud.apiUrl).port, aws: new URL(cloud.awsUrl).port };
  // For the doctor, who looks at ports that are free.
  process.env.PORT = String(await freePort());
  process.env.TANDEM_AWS_PORT = String(await freePort());
  const faults: string[] = [];
  try {
    for (const page of wanted) faults.push(...(await runPage(page, ports)));
  } finally {
    await cloud.stop();
  }
  for (const fault of faults) console.error(` ✖ ${fault}`);
  return faults.length === 0 ? 0 : 1;
};

const { values } = parseFlags({
  options: {
    only: { type: 'string', multiple: true, default: [...pages] },
    help: { type: 'boolean', default: false },
  },
});
const strange = values.only.find((page) => !pages.includes(page));
if (values.help) console.log(usage);
else if (strange !== undefined) {
  console.error(`there is no page ${strange}; there are ${pages.join(', ')}`);
  process.exitCode = 2;
} else process.exitCode = await main(values.only);
