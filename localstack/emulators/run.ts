// The steps from an assembly to a running system on an emulator.
import { StepError } from '../cli/prepare.ts';
import type { Screen } from '../cli/screen.ts';
import { isFree } from '../cloud/ports.ts';
import { makeAssembly } from '../tandem/build/make-assembly.ts';
import { seedShop } from '../tandem/seed/steps.ts';
import { addressesFor, openDoors } from './addresses.ts';
import type { Prepared } from './assembly/prepare.ts';
import type { Profile } from './assembly/profiles.ts';
import { type Aws, createAws } from './aws.ts';
import { startBeside } from './beside.ts';
import { deployAssembly } from './deployed.ts';
import { findOrStart } from './emulator.ts';
import type { Host } from './host.ts';
import { stepsOn } from './steps.ts';

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

  const addresses = await addressesFor(profile);
  const emulator = await step('emulator', async () => {
    const { found, ...rest } = await findOrStart({ ...run, address: addresses.listens }, host);
    const text = `${profile.title} ${rest.version}, ${found ? 'found' : 'started'}`;
    return { value: rest, text };
  });
  // After the emulator, so that one that is missing is known at once.
  await makeAssembly({ stage }, screen);
  const aws = createAws(emulator.endpoint, process.env.AWS_REGION ?? 'us-east-1');
  host.onStop('clients', async () => aws.close());

  await openDoors(addresses, [balancerPort, providerPort], host);
  const ports = { balancerPort, providerPort };
  const { name } = addresses;
  const prepared = await deployAssembly({ profile, stage, aws, port, name, ...ports }, step, host);
  const apiUrl = await aws.parameter(`/tandem/${stage}/platform/api-url`);
  await startBeside({ profile, stage, aws, apiUrl, prepared, ...ports }, step, host);
  await step('seed', async () => {
    const context = { apiUrl, awsUrl: emulator.endpoint, stage };
    const results = await seedShop(context);
    const failed = results.find((result) => result.failed);
    if (failed) throw new StepError('seed', `${failed.name}: ${failed.text}`, 'see the logs');
    return { value: undefined, text: results.map(({ text }) => text).join(', ') };
  });
  return { aws, prepared, apiUrl, helpersUrl: `http://127.0.0.1:${balancerPort}` };
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
