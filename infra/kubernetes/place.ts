// Where the pods run: as the deployed stage tells it, or with the names of what only that stage knows.
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { UsageError } from '../../platform/cli/flags.ts';
import { parameterName } from '../names.ts';
import type { StageConfig } from '../stages.ts';
import type { Place } from '../workloads/environment.ts';
import { manifestsOf } from './manifests.ts';

/** In place of a value that is not known: no cluster takes the name of such an image. */
const standIn = (name: string): string => `\${${name}}`;

/** E.g. `${/tandem/dev/orders/queue-url}` in place of the address. */
export const namedPlace = (stage: StageConfig): Place => ({
  region: standIn('AWS::Region'),
  look: (path) => standIn(parameterName(stage, path)),
});

/** Parameters that the manifests of the stage are made from. */
const wantedBy = (stage: StageConfig): readonly string[] => {
  const wanted = new Set<string>();
  const look = (path: string): string => {
    wanted.add(parameterName(stage, path));
    return '';
  };
  manifestsOf(stage, { region: '', look });
  return [...wanted].sort();
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const atOnce = 10;

const valuesOf = async (ssm: SSMClient, Names: string[]): Promise<[string, string][]> => {
  try {
    const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names }));
    return Parameters.map(({ Name = '', Value = '' }) => [Name, Value]);
  } catch (error) {
    throw new UsageError(`the stage cannot be asked: ${(error as Error).message}`);
  }
};

/** Throws UsageError where the stage, or the part of it that runs in a cluster, is not there. */
export const deployedPlace = async (stage: StageConfig, ssm = new SSMClient()): Promise<Place> => {
  const wanted = wantedBy(stage);
  const values = new Map<string, string>();
  for (let first = 0; first < wanted.length; first += atOnce) {
    const Names = wanted.slice(first, first + atOnce);
    for (const [name, value] of await valuesOf(ssm, Names)) values.set(name, value);
  }
  const missing = wanted.filter((name) => !values.has(name));
  if (missing.length > 0) {
    throw new UsageError(
      `${stage.name} does not tell ${missing.join(', ')}: deploy it with -c containers=kubernetes first`,
    );
  }
  return {
    region: await ssm.config.region(),
    look: (path) => values.get(parameterName(stage, path)) ?? '',
  };
};
