// The rotation function of the signing keys, called by Secrets Manager.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { clientOptions } from '../../platform/calls/aws.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { readRotationConfig } from './config.ts';
import { keyRotation } from './keys/key-rotation.ts';
import { createRotation } from './keys/rotation.ts';

const rotation = createRotation(
  {
    secrets: new SecretsManagerClient(clientOptions),
    log: createLog(readRotationConfig()),
  },
  keyRotation(clock),
);

export const handler = middy<SecretsManagerRotationEvent, void>().handler(rotation);
