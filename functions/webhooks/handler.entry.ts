// The HTTP side of the webhooks service: what providers send, and the endpoints of merchants.
import { sqsClient } from '../../platform/calls/aws.ts';
import { httpFunction } from '../../platform/service/http-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { composeWebhooks } from './compose.ts';
import { readHttpConfig } from './config.ts';
import { createWake } from './outbound/wake.ts';

export const handler = httpFunction(readHttpConfig(), (base) => {
  const ground = withSecrets(withTable(base));
  const wake = createWake(sqsClient(), ground.config.DELIVERIES_QUEUE_URL);
  return { endpoints: composeWebhooks(ground, wake) };
});
