// The steps from an assembly to a running system on an emulator.

import { join } from 'node:path';
import { paths } from '../cli/paths.ts';
import { StepError } from '../cli/prepare.ts';
import type { Screen } from '../cli/screen.ts';
import { isFree } from '../cloud/ports.ts';
import { makeAssembly } from '../tandem/build/make-assembly.ts';
import { startProvider } from '../tandem/provider/process.ts';
import { seed } from '../tandem/seed/seed.ts';
import { seedSteps } from '../tandem/seed/steps.ts';
import { bootstrap, deploy } from './assembly/deploy.ts';
import { type Prepared, prepareAssembly } from './assembly/prepare.ts';
import type { Profile } from './assembly/profiles.ts';
import { type Aws, createAws } from './aws.ts';
import { startBalancer } from './balancer.ts';
import { findOrStart } from './emulator.ts';
import type { Host } from './host.ts';
import { mailsTo } from './mails.ts';
import { provideForStage, rotateOnce } from './operator.ts';
import { startTask } from './tasks.ts';

export interface EmulatorRun {
  readonly profile: Profile;
  readonly stage: string;
  readonly port: number;
  readonly program?: string;
}

export interface EmulatedSystem {
  readonly aws: Aws;
  readonly prepared: Prepared;
  readonly apiUrl: string;
  /** Of the load balancer, which has `/_tandem/mailbox` too. */
  readonly helpersUrl: string;
}

export async function runOnEmulator(
  run: EmulatorRun,
  screen: Screen,
  host: Host,
): Promise<EmulatedSystem> {
  const { profile, stage, port } = run;
  const [balancerPort, providerPort] = [port + 1, port + 2];
  const step = stepsOn(screen);
  await requireFree([balancerPort, providerPort], port);

  const emulator = await step('emulator', async () => {
    const { found, ...rest } = await findOrStart(run, host);
    const text = `${profile.title} ${rest.version}, ${found ? 'found' : 'started'}`;
    return { value: rest, text };
  });
  // After the emulator, so that one that is missing is known at once.
  await makeAssembly({ stage }, screen);
  const aws = createAws(emulator.endpoint, process.env.AWS_REGION ?? 'us-east-1');
  host.onStop('clients', async () => aws.close());

  const prepared = await step('prepare', async () => {
    const value = prepareAssembly({
      profile,
      stage,
      assembly: paths.assembly,
      output: join(paths.emulators, profile.name),
      endpoint: emulator.endpoint,
      balancer: `127.0.0.1:${balancerPort}`,
    });
    const count = Object.values(value.leftOut).reduce((sum, each) => sum + each, 0);
    const types = Object.keys(value.leftOut).length;
    return { value, text: `${count} resources of ${types} types left out` };
  });

  await step('deploy', async () => {
    await bootstrap(prepared.directory, aws, host);
    await provideForStage(aws, stage, `http://127.0.0.1:${providerPort}`);
    const { changed, unchanged } = await deploy(prepared.directory, aws, host);
    const text = `${changed.length} stacks deployed, ${unchanged.length} as they were`;
    return { value: undefined, text };
  });

  const apiUrl = await aws.parameter(`/tandem/${stage}/platform/api-url`);
  await step('secrets', async () => ({
    value: undefined,
    text: `${await rotateOnce(aws, stage)} rotated, as they were empty`,
  }));

  await step('provider', async () => {
    const key = await aws.secret(`tandem/${stage}/payments/provider-secret`);
    const webhook = await aws.secret(`tandem/${stage}/webhooks/provider-webhook-secret`);
    await startProvider(host, {
      port: providerPort,
      apiKey: key.value,
      webhookSecret: webhook.value,
      webhookUrl: `${apiUrl}/webhooks/payments/sandbox`,
      dataFile: undefined,
    });
    return { value: undefined, text: 'sandbox for payments' };
  });

  await step('containers', async () => {
    const { containers, directory } = prepared;
    const mails = (to: string) => mailsTo(emulator.endpoint, to);
    const groups = await startBalancer({ port: balancerPort, containers, mails }, host);
    await Promise.all(
      containers.map((container) =>
        startTask({ directory, container, group: groups.get(container.service), aws }, host),
      ),
    );
    return { value: undefined, text: containers.map(({ service }) => service).join(' ') };
  });

  await step('seed', async () => {
    const context = { apiUrl, awsUrl: emulator.endpoint, stage };
    const results = await seed(context, seedSteps);
    const failed = results.find((result) => result.failed);
    if (failed) throw new StepError('seed', `${failed.name}: ${failed.text}`, 'see the logs');
    return { value: undefined, text: results.map(({ text }) => text).join(', ') };
  });
  return { aws, prepared, apiUrl, helpersUrl: `http://127.0.0.1:${balancerPort}` };
}

export function stepsOn(screen: Screen) {
  return async <T>(name: string, work: () => Promise<{ value: T; text: string }>): Promise<T> => {
    const startedAt = performance.now();
    const clear = screen.doing(name);
    try {
      const { value, text } = await work();
      screen.done(name, text, performance.now() - startedAt);
      return value;
    } finally {
      clear();
    }
  };
}

/** Their numbers are in the templates, so they cannot be any. */
async function requireFree(ports: readonly number[], emulatorPort: number): Promise<void> {
  for (const port of ports) {
    if (await isFree(port)) continue;
    throw new StepError(
      'ports',
      `port ${port} is in use (the two after ${emulatorPort} are for the load balancer and the payment provider)`,
      'end what holds it, or choose another --aws-port',
    );
  }
}
