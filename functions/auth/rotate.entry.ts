// The rotation function of the signing keys, called by Secrets Manager.

import { secretsClient } from '../../platform/calls/aws.ts';
import { eventFunction } from '../../platform/service/event-function.ts';
import { readRotationConfig } from './config.ts';
import { keyRotation } from './keys/key-rotation.ts';
import { createSecretRotation } from './keys/rotation.ts';

export const handler = eventFunction(readRotationConfig(), ({ clock, log }) =>
  createSecretRotation({ secrets: secretsClient(), log }, keyRotation(clock)),
);
