// The rotation function of the services' own OAuth clients, called by Secrets Manager.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createTable } from '../../platform/data/table.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { readClientRotationConfig } from './config.ts';
import { clientRotation } from './keys/client-rotation.ts';
import { createRotation } from './keys/rotation.ts';

const config = readClientRotationConfig();

const rotation = createRotation(
  {
    secrets: new SecretsManagerClient(clientOptions),
    log: createLog(config),
  },
  clientRotation({ table: createTable(dynamoClient(), config.TABLE_NAME), clock }),
);

export const handler = middy<SecretsManagerRotationEvent, void>().handler(rotation);
