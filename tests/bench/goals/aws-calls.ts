// CPU of a call of DynamoDB as services make it, beside a signed request by node:http to the same database.
import { startDatabase } from '../../support/dynamo.ts';
import { type Operation, tableName } from '../aws-call.ts';
import type { Goal, Measurement } from '../goal.ts';
import { startWorker } from '../slices.ts';
import { median } from '../statistics.ts';

const rounds = 15;
const calls = 400;

const measureOne = async (
  operation: Operation,
  endpoint: string,
  random: () => number,
): Promise<Measurement> => {
  const environment = {
    OPERATION: operation,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const start = (module: string) =>
    startWorker(new URL(`../${module}.ts`, import.meta.url), environment);
  const floor = await start('floors/signed-call');
  const subject = await start('subjects/aws-call');
  for (const worker of [floor, subject]) await worker.slice(2 * calls);
  const samples: number[] = [];
  const absolute: number[] = [];
  const control: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const floorFirst = random() < 0.5;
    const before = floorFirst ? await floor.slice(calls) : 0;
    const ours = await subject.slice(calls);
    const bare = floorFirst ? before : await floor.slice(calls);
    control.push((await floor.slice(calls)) / bare);
    samples.push(ours / bare);
    absolute.push(ours);
  }
  await Promise.all([floor.stop(), subject.stop()]);
  return {
    goal: 'AWS',
    what: `CPU of ${operation} as services call it ÷ a signed request by node:http`,
    samples,
    limit: { atMost: 1.5 },
    details: { callCpuMs: median(absolute) },
    control: median(control),
  };
};

export const awsCalls: Goal = {
  names: ['AWS'],
  measure: async ({ random, log }) => {
    const database = await startDatabase();
    try {
      await database.table(tableName);
      const found: Measurement[] = [];
      for (const operation of ['PutItem', 'TransactWriteItems'] as const) {
        log(`AWS: ${operation}`);
        found.push(await measureOne(operation, database.endpoint, random));
      }
      return found;
    } finally {
      await database.stop();
    }
  },
};
