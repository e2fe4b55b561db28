// The assembly on the emulator: prepared for it, deployed by its CloudFormation, its empty secrets filled.
import { join } from 'node:path';
import { paths } from '../cli/paths.ts';
import { bootstrap, deploy } from './assembly/deploy.ts';
import { type Prepared, type PrepareOptions, prepareAssembly } from './assembly/prepare.ts';
import type { Aws } from './aws.ts';
import type { Host } from './host.ts';
import { provideForStage, rotateOnce } from './operator.ts';
import type { Step } from './steps.ts';

interface Deployment extends Pick<PrepareOptions, 'profile' | 'stage'> {
  readonly aws: Aws;
  readonly port: number;
  /** What functions call this machine. */
  readonly name: string;
  readonly balancerPort: number;
  readonly providerPort: number;
}

async function prepare({ profile, stage, port, name, balancerPort }: Deployment) {
  const value = prepareAssembly({
    profile,
    stage,
    assembly: paths.assembly,
    output: join(paths.emulators, profile.name),
    endpoint: `http://${name}:${port}`,
    balancer: `${name}:${balancerPort}`,
  });
  const count = Object.values(value.leftOut).reduce((sum, each) => sum + each, 0);
  const types = Object.keys(value.leftOut).length;
  return { value, text: `${count} resources of ${types} types left out` };
}

export async function deployAssembly(
  deployment: Deployment,
  step: Step,
  host: Host,
): Promise<Prepared> {
  const { stage, aws, name, providerPort } = deployment;
  const prepared = await step('prepare', () => prepare(deployment));
  await step('deploy', async () => {
    await bootstrap(prepared.directory, aws, host);
    await provideForStage(aws, stage, `http://${name}:${providerPort}`);
    const { changed, unchanged } = await deploy(prepared.directory, aws, host);
    const text = `${changed.length} stacks deployed, ${unchanged.length} as they were`;
    return { value: undefined, text };
  });
  await step('secrets', async () => ({
    value: undefined,
    text: `${await rotateOnce(aws, stage)} rotated, as they were empty`,
  }));
  return prepared;
}
