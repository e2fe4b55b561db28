// The OAuth client with which a service calls others: Auth makes its secret and registers it by rotating it, the service alone reads it.
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ServiceClient } from '../../../events/clients.ts';
import { lookUp } from '../../names.ts';
import { isSecond } from '../../regions.ts';
import type { StageConfig } from '../../stages.ts';
import type { ServiceFunction } from '../compute/service-function.ts';
import { rotateEvery30Days } from './rotation-schedule.ts';
import { serviceSecret } from './service-secret.ts';

/** Below the service; the command `rotate-keys` and the emulators know it too. */
const name = 'oauth-client';

export const serviceClient = (
  scope: Construct,
  stage: StageConfig,
  { service, clientId }: ServiceClient,
  rotation: ServiceFunction,
): void => {
  const client = new Construct(scope, `Client-${service}`);
  const secret = serviceSecret(client, 'Secret', {
    stage,
    service,
    name,
    description: `Id and secret of the OAuth client of ${service}; the rotation function fills it`,
    // Nobody knows a secret that is not registered, not even for the first seconds.
    generate: {
      secretStringTemplate: JSON.stringify({ clientId }),
      generateStringKey: 'placeholder',
    },
  });
  // What rotates is the secret that the others are copies of.
  if (!isSecond(stage)) rotateEvery30Days(client, secret, rotation);
};

export const clientSecretOf = (scope: Construct, stage: StageConfig, service: string): ISecret =>
  Secret.fromSecretCompleteArn(
    scope,
    'ClientSecret',
    lookUp(scope, stage, `${service}/${name}-arn`),
  );
