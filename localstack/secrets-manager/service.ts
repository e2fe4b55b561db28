// Secrets Manager: secrets in the data directory, and their rotation by functions.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Functions, Ground } from '../cloud/cloud.ts';
import type { FunctionService } from '../lambda/lambda.ts';
import { secretsManagerService } from './api.ts';
import { secretResources } from './resources.ts';
import { createRotation } from './rotation.ts';
import { createSecrets, type SecretStore } from './secrets.ts';

interface Needs {
  readonly ground: Ground;
  readonly access: Access;
  readonly functions: Functions & Pick<FunctionService, 'wokenBySchedule'>;
}

export interface SecretsManager extends AwsService {
  readonly secrets: SecretStore;
}

export const secretsManager = ({ ground, access, functions }: Needs): SecretsManager => {
  const secrets = createSecrets(ground, ground.dataDir);
  const rotation = createRotation(functions, secrets, ground.log);
  return {
    secrets,
    api: { secretsmanager: secretsManagerService({ access, secrets, rotation }) },
    resources: secretResources({ ...ground, secrets, rotation, functions }),
  };
};
