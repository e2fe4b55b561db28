// The rotation function of the services' own OAuth clients, called by Secrets Manager.

import { secretsClient } from '../../platform/calls/aws.ts';
import { eventFunction } from '../../platform/service/event-function.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { readClientRotationConfig } from './config.ts';
import { clientRotation } from './keys/client-rotation.ts';
import { createSecretRotation } from './keys/rotation.ts';

export const handler = eventFunction(readClientRotationConfig(), (ground) => {
  const { clock, log, table } = withTable(ground);
  return createSecretRotation({ secrets: secretsClient(), log }, clientRotation({ table, clock }));
});
