// npm run images:test: both images as containers of a Docker engine in the embedded cloud, orders through them, a stop under load.
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DockerError, engineVersion, hasImage } from '../../infra/images/docker.ts';
import { buildImages, imageName } from '../../infra/tools/images.ts';
import { runAsProgram } from '../../infra/tools/program.ts';
import { createScreen } from '../../localstack/cli/screen.ts';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { makeAssembly } from '../../localstack/tandem/build/make-assembly.ts';
import { admin, demo, order, type Shop } from '../support/shop.ts';
import { startSystemUnderTest } from '../support/system.ts';
import { type Containers, composedContainers, runContainers } from './containers.ts';
import { type ContainerState, powersIn } from './engine.ts';
import { readOptions, type TestOptions, usage } from './options.ts';
import { drainLimitSeconds, stopUnderLoad, tasksAreBack } from './stopping.ts';

const services = ['orders', 'products'];
const tag = 'local';
/** A message that a stopped task had asked for and did not get comes again after 30 s: that is late, not lost. */
const lateSeconds = 60;

const secondsSince = (begun: number): string => ((performance.now() - begun) / 1000).toFixed(1);

interface Finding {
  readonly what: string;
  readonly measured: string;
  readonly holds: boolean;
}

type Find = (what: string, measured: string, holds: boolean) => void;

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;

const noPowers = { user: 1000, capabilities: 0, noNewPrivileges: true, writable: [] };

const examine = async (containers: Containers, find: Find): Promise<void> => {
  for (const { name, service, memoryLimitBytes } of await containers.list()) {
    const powers = await powersIn(name);
    const memory = `${memoryLimitBytes / 1024 ** 2} MiB of memory`;
    const measured = `user ${powers.user}, capabilities ${powers.capabilities}, writable: ${powers.writable.join(' ') || 'nothing'}, ${memory}`;
    const holds = isDeepStrictEqual(powers, noPowers) && memoryLimitBytes > 0;
    find(`what ${service} may do inside`, measured, holds);
  }
};

const allHealthy = async (containers: Containers): Promise<ContainerState[]> => {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const states = await containers.list();
    if (states.every(({ health }) => health === 'healthy') || Date.now() > deadline) return states;
    await sleep(500);
  }
};

const placeOrders = async (shop: Shop, sku: string, count: number, find: Find): Promise<void> => {
  const token = await shop.tokenOf(demo);
  const times: number[] = [];
  const statuses = new Set<string>();
  for (let placed = 0; placed < count; placed += 1) {
    const startedAt = performance.now();
    const { status, body, text } = await shop.place(token, order(sku));
    if (status !== 201) throw new Error(`an order is answered with ${status} ${text}`);
    statuses.add((await shop.settled(token, body.id)).status);
    times.push(performance.now() - startedAt);
  }
  const [half, most] = [0.5, 0.95].map((share) => percentile(times, share).toFixed(0));
  find(
    `${count} orders, one after the other`,
    `${[...statuses].join(', ')}; placed to settled: half within ${half} ms, 95 % within ${most} ms`,
    isDeepStrictEqual([...statuses], ['confirmed']),
  );
};

const stopEach = async (shop: Shop, containers: Containers, sku: string, find: Find) => {
  const token = await shop.tokenOf(admin);
  for (const service of services) {
    await tasksAreBack(containers, service);
    const stopped = await stopUnderLoad(containers, service, { shop, token, sku });
    const { seconds, exitCode, requests, again, cutOff, lost, orders } = stopped;
    find(
      `docker stop of ${service} under load`,
      `${seconds.toFixed(1)} s, exit code ${exitCode}`,
      seconds <= drainLimitSeconds && exitCode === 0,
    );
    const lostText = lost.length === 0 ? 'none lost' : `lost: ${[...new Set(lost)].join('; ')}`;
    const toldToWait = again === 0 ? '' : `, ${again} sent again after 503 overloaded`;
    const cut = cutOff === 0 ? '' : `, ${cutOff} cut off (502) and sent again with its key`;
    find(
      'requests meanwhile',
      `${requests}, ${lostText}${toldToWait}${cut}`,
      requests > 0 && lost.length === 0 && cutOff === 0,
    );
    const isConfirmed = (id: string) =>
      shop.settled(token, id, lateSeconds).then(
        ({ status }) => status === 'confirmed',
        () => false,
      );
    const leftAt = performance.now();
    const confirmed = (await Promise.all(orders.map(isConfirmed))).filter(Boolean).length;
    find(
      'orders among them',
      `${confirmed} of ${orders.length} confirmed, the last ${secondsSince(leftAt)} s after the load`,
      confirmed === orders.length && orders.length > 0,
    );
  }
};

const test = async (containers: Containers, options: TestOptions, find: Find): Promise<void> => {
  const startedAt = performance.now();
  const system = await startSystemUnderTest('.local/assembly', {
    tasks: { limit: containers.tasks, launch: containers.launch },
  });
  try {
    const seconds = secondsSince(startedAt);
    const running = await containers.list();
    find(
      'the system with its containers is ready',
      `${running.length} containers in ${seconds} s`,
      running.length === containers.tasks * services.length,
    );
    await examine(containers, find);
    const sku = await system.shop.newSku(100_000);
    await placeOrders(system.shop, sku, options.orders, find);
    const states = await allHealthy(containers);
    const healths = states.map(({ service, health }) => `${service} ${health}`).join(', ');
    const healthy = states.every(({ health }) => health === 'healthy');
    find('the health check of the image', healths, healthy);
    if (containers.tasks > 1) await stopEach(system.shop, containers, sku, find);
  } finally {
    await system.stop();
    if (options.verbose) console.error(system.lines.join('\n'));
  }
  const ended = await containers.list();
  const wrong = ended.filter(({ exitCode, outOfMemory }) => exitCode !== 0 || outOfMemory);
  find(
    'all containers have ended with exit code 0',
    wrong.map(({ service, exitCode }) => `${service} ${exitCode}`).join(', ') || `${ended.length}`,
    wrong.length === 0,
  );
};

const main = async (options: TestOptions): Promise<number> => {
  if (process.platform !== 'linux') {
    throw new DockerError(
      'containers reach the embedded cloud over the network of a Linux machine',
    );
  }
  console.log(`Docker engine ${await engineVersion()}`);
  const screen = createScreen(createTerminal());
  await makeAssembly({ stage: 'dev' }, screen);
  if (options.build) await buildImages({ base: options.base, tag }, (text) => console.log(text));
  for (const image of services.map((service) => imageName(service, tag))) {
    if (!(await hasImage(image))) throw new DockerError(`there is no ${image}: npm run images`);
  }
  const containers = options.compose ? composedContainers(tag) : runContainers(tag);
  const findings: Finding[] = [];
  const find: Find = (what, measured, holds) => {
    findings.push({ what, measured, holds });
    console.log(` ${holds ? '✔' : '✖'} ${what.padEnd(42)} ${measured}`);
  };
  const leave = () => void containers.remove().finally(() => process.exit(130));
  process.once('SIGINT', leave).once('SIGTERM', leave);
  try {
    await test(containers, options, find);
  } finally {
    await containers.remove();
  }
  return findings.every(({ holds }) => holds) ? 0 : 1;
};

await runAsProgram({ usage, readOptions, main, failure: DockerError });
