// P1: CPU of a function from its start to its first answer, beside a bundle that does nothing but sign and send one request.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { eventOf, fill } from '../../../localstack/commands/invoke/event.ts';
import type { FunctionState } from '../../../localstack/tandem/processes.ts';
import { startDatabase } from '../../support/dynamo.ts';
import { startEmbeddedCloud } from '../../support/embedded-cloud.ts';
import { createShop, type Shop } from '../../support/shop.ts';
import type { Goal } from '../goal.ts';
import { threadsCpuMs } from '../processes.ts';
import { median } from '../statistics.ts';

const rounds = 15;
const tableName = 'floor';
const busyTries = 50;

type Start = () => Promise<number>;

/** What the first answer took beyond what the same takes once more: hashing a password is no part of a start. */
const beyondWork = async (pid: () => number | Promise<number>, ask: () => Promise<unknown>) => {
  await ask();
  const first = threadsCpuMs(await pid());
  await ask();
  const second = threadsCpuMs(await pid());
  return first - (second - first);
};

const createFloorStart = async (directory: string, endpoint: string): Promise<Start> => {
  const program = join(directory, 'first-call.mjs');
  await build({
    entryPoints: [new URL('../floors/first-call.ts', import.meta.url).pathname],
    outfile: program,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
  });
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: join(directory, 'compile-cache'),
    AWS_ENDPOINT_URL: endpoint,
    TABLE_NAME: tableName,
  };
  return async () => {
    const child: ChildProcess = spawn(process.execPath, [program], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const ended = exited.then(() => Promise.reject(new Error('the floor ended by itself')));
    ended.catch(() => undefined);
    let isFirst = true;
    const ask = async () => {
      if (!isFirst) child.stdin?.write('again');
      isFirst = false;
      if (child.stdout) await Promise.race([once(child.stdout, 'data'), ended]);
    };
    const milliseconds = await beyondWork(() => child.pid ?? 0, ask);
    child.stdin?.end();
    await exited;
    return milliseconds;
  };
};

const createFunctionStart = (shop: Shop, name: string, event: string): Start => {
  const path = `functions/${name}`;
  const newest = async (): Promise<number> => {
    const functions = await shop.helper<FunctionState[]>('functions');
    const { environments = [] } = functions.find((one) => one.name === name) ?? {};
    const [latest] = environments.toSorted(({ startedAt: one = '' }, { startedAt: other = '' }) =>
      one < other ? 1 : -1,
    );
    return latest?.pid ?? 0;
  };
  const body = JSON.stringify({ event: JSON.parse(event) });
  const ask = async () => {
    for (let left = busyTries; ; left -= 1) {
      try {
        return await shop.helper(`${path}/invoke`, { method: 'POST', body });
      } catch (error) {
        // A schedule has the only environment that it may have.
        if (left === 0) throw error;
        await sleep(200);
      }
    }
  };
  return async () => {
    await shop.helper(`${path}/reload`, { method: 'POST' });
    return beyondWork(newest, ask);
  };
};

export const functionStart: Goal = {
  names: ['P1'],
  measure: async ({ random, log }) => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
    const database = await startDatabase();
    const cloud = await startEmbeddedCloud(['--no-build', '--quiet']);
    try {
      await database.table(tableName);
      const floor = await createFloorStart(directory, database.endpoint);
      const shop = createShop(cloud.apiUrl, cloud.awsUrl);
      const names = (await shop.helper<FunctionState[]>('functions')).map(({ name }) => name);
      const ratios = new Map<string, number[]>(names.map((name) => [name, []]));
      const control: number[] = [];
      const floors: number[] = [];
      const starts = await Promise.all(
        names.map(async (name) => {
          const event = await fill(await eventOf(name), cloud.apiUrl);
          return [name, createFunctionStart(shop, name, event)] as const;
        }),
      );
      await floor();
      for (const [, begin] of starts) await begin();
      for (let round = 1; round <= rounds; round += 1) {
        for (const [name, begin] of starts) {
          const before = random() < 0.5 ? await floor() : undefined;
          const ours = await begin();
          const bare = before ?? (await floor());
          floors.push(bare);
          ratios.get(name)?.push(ours / bare);
        }
        control.push((await floor()) / (await floor()));
        log(`P1 ${round}/${rounds}`);
      }
      const byRatio = [...ratios]
        .map(([name, samples]) => ({ name, samples, value: median(samples) }))
        .sort((one, other) => other.value - one.value);
      const [worst] = byRatio;
      return [
        {
          goal: 'P1',
          what: `CPU of a function from its start to its first answer ÷ a signed request's: the worst, ${worst?.name}`,
          samples: worst?.samples ?? [],
          limit: { atMost: 2.3 },
          details: {
            floorCpuMs: median(floors),
            ...Object.fromEntries(byRatio.map(({ name, value }) => [name, value])),
          },
          control: median(control),
        },
      ];
    } finally {
      await Promise.all([cloud.stop(), database.stop()]);
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
