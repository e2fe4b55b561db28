// `docker stop` of one task while customers are there: how long it takes, how it ends, and what they notice.
import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from '../../infra/images/docker.ts';
import type { Shop } from '../support/shop.ts';
import type { Containers } from './containers.ts';
import { letIn, type Visit } from './customers.ts';

export interface Stopped extends Visit {
  readonly seconds: number;
  readonly exitCode: number;
}

export const drainLimitSeconds = 10;

/** Time to be busy before, and to notice afterwards. */
const aroundMs = 2000;
const customers = 6;

const runningOf = async (containers: Containers, service: string) =>
  (await containers.list()).filter((one) => one.service === service && one.running);

/** Waits until a service has all its tasks again. */
export const tasksAreBack = async (containers: Containers, service: string) => {
  const deadline = Date.now() + 30_000;
  while ((await runningOf(containers, service)).length < containers.tasks) {
    if (Date.now() > deadline) throw new Error(`the task of ${service} does not come back`);
    await sleep(200);
  }
};

export const stopUnderLoad = async (
  containers: Containers,
  service: string,
  visitors: { readonly shop: Shop; readonly token: string; readonly sku: string },
): Promise<Stopped> => {
  const [task] = await runningOf(containers, service);
  if (task === undefined) throw new Error(`no task of ${service} runs`);
  const inside = letIn(visitors.shop, visitors.token, visitors.sku, customers);
  await sleep(aroundMs);
  const startedAt = performance.now();
  await docker(['stop', '--time', String(drainLimitSeconds), task.name]);
  const seconds = (performance.now() - startedAt) / 1000;
  await sleep(aroundMs);
  const visit = await inside.leave();
  const after = (await containers.list()).find(({ name }) => name === task.name);
  return { ...visit, seconds, exitCode: after?.exitCode ?? -1 };
};
