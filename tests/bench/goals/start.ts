// P8: how long `npm start` takes on a built checkout, beside a bare Node server's first answer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../localstack/cloud/ports.ts';
import { startEmbeddedCloud } from '../../support/embedded-cloud.ts';
import type { Goal } from '../goal.ts';
import { median } from '../statistics.ts';

const rounds = 15;

const bareServer = `require('node:http').createServer((_, answer) => answer.end('ok')).listen(Number(process.argv[1]), '127.0.0.1')`;

const firstAnswer = async (url: string): Promise<void> => {
  for (;;) {
    const answered = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    await sleep(2);
  }
};

const startBare = async (): Promise<number> => {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, ['-e', bareServer, String(port)], {
    env: { PATH: process.env.PATH },
  });
  await firstAnswer(`http://127.0.0.1:${port}/`);
  const elapsed = performance.now() - started;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return elapsed;
};

const startSystem = async (): Promise<number> => {
  const started = performance.now();
  const cloud = await startEmbeddedCloud(['--no-build', '--no-seed', '--quiet']);
  await firstAnswer(`${cloud.apiUrl}/health`);
  await firstAnswer(`${cloud.apiUrl}/products`);
  const elapsed = performance.now() - started;
  await cloud.stop();
  return elapsed;
};

export const start: Goal = {
  names: ['P8'],
  measure: async ({ random, log }) => {
    await startBare();
    await startSystem();
    const samples: number[] = [];
    const absolute: number[] = [];
    const control: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const bareFirst = random() < 0.5;
      const first = bareFirst ? await startBare() : await startSystem();
      const second = bareFirst ? await startSystem() : await startBare();
      const [bare, system] = bareFirst ? [first, second] : [second, first];
      control.push((await startBare()) / bare);
      samples.push(system / bare);
      absolute.push(system);
      log(`P8 ${round}/${rounds}: ${system.toFixed(0)} ms, bare server ${bare.toFixed(0)} ms`);
    }
    return [
      {
        goal: 'P8',
        what: 'npm start on a built checkout to the first answers ÷ a bare server',
        samples,
        limit: { atMost: 25 },
        details: { startMs: median(absolute) },
        control: median(control),
      },
    ];
  },
};
