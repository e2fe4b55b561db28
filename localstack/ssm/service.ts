// SSM Parameter Store.
import type { AwsService } from '../cloud/aws-service.ts';
import { type SsmNeeds, ssmService } from './api.ts';
import { createParameters, type ParameterStore } from './parameters.ts';
import { parameterResource } from './resources.ts';

interface Needs extends Omit<SsmNeeds, 'parameters'> {
  /** Those that an operator provides on AWS. */
  readonly provided: Readonly<Record<string, string>>;
}

export interface Ssm extends AwsService {
  readonly parameters: ParameterStore;
}

export const ssm = ({ provided, ...needs }: Needs): Ssm => {
  const parameters = createParameters(provided);
  return {
    parameters,
    api: { ssm: ssmService({ ...needs, parameters }) },
    resources: [parameterResource(parameters)],
  };
};
