// `npm run tandem -- transcript`: what a newcomer does on this machine, as written in README: start, the first five minutes, the commands, stop.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from '../../localstack/cloud/ports.ts';
import { parseFlags } from '../../platform/cli/flags.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { onPorts, shellBlocks } from '../support/readme.ts';

const usage = `Usage: npm run tandem -- transcript

Starts a copy on free ports, runs README's first five minutes and the commands that need nothing else,
stops it, and prints what each has taken. Exit code 1 when one of them fails.
  --help   this text`;

/** Each asks or changes the running copy; ORDER is the one that the first five minutes have placed. */
const commands = (port: string): readonly string[] =>
  [
    'status',
    'status -- --all',
    'logs -- --order $ORDER',
    'seed',
    'invoke -- webhooks/deliver',
    'trigger -- authorization.succeeded --order $ORDER',
    'dlq -- list',
    'rotate-keys',
    'rebuild-views',
    'republish -- --since 2026-01-01T00:00:00Z',
    'reconcile',
    'doctor',
  ].map((command) => {
    const flag = command === 'doctor' ? '' : ` --port ${port}`;
    return `npm run --silent ${command}${command.includes(' -- ') || flag === '' ? flag : ` --${flag}`}`;
  });

const mark = '\u0001';

/** One shell for all, since each goes on with what the one before has found; prints as they end. */
const runAll = async (scripts: readonly string[]): Promise<boolean> => {
  const shell = spawn('bash', ['-euo', 'pipefail'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(shell, 'exit');
  shell.stdin.end(scripts.map((script) => `${script}\necho; echo '${mark}'\n`).join(''));
  let [at, startedAt] = [0, performance.now()];
  for await (const line of createInterface({ input: shell.stdout })) {
    if (line !== mark) continue;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
    console.log(` ✔ ${seconds} s  ${scripts[at]?.split('\n')[0]}`);
    [at, startedAt] = [at + 1, performance.now()];
  }
  const [code] = await ended;
  if (code !== 0) console.error(` ✖ exit code ${code}: ${scripts[at]}`);
  return code === 0;
};

const { values } = parseFlags({ options: { help: { type: 'boolean', default: false } } });

if (values.help) console.log(usage);
else {
  const startedAt = performance.now();
  const cloud = await startEmbeddedCloud();
  console.log(` ✔ ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  npm start`);
  const ports = { api: new URL(cloud.apiUrl).port, aws: new URL(cloud.awsUrl).port };
  const blocks = shellBlocks('First five minutes').map((block) => onPorts(block, ports));
  process.env.PORT = String(await freePort());
  process.env.TANDEM_AWS_PORT = String(await freePort());
  const isDone = await runAll([...blocks, ...commands(ports.api)]).finally(() => cloud.stop());
  process.exitCode = isDone ? 0 : 1;
}
