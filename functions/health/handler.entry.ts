// Health behind the gateway: everybody may ask, and nobody learns which part it is that is not well.
import { readHealth } from '../../events/http/health.ts';
import { dynamoClient } from '../../platform/calls/aws.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { httpFunction } from '../../platform/service/http-function.ts';
import { readHealthConfig } from './config.ts';
import { createTableCheck } from './tables.ts';

export const handler = httpFunction(readHealthConfig(), ({ config, clock, log }) => {
  const missing = createTableCheck({ client: dynamoClient(), tables: config.TABLES, clock, log });
  return {
    endpoints: [
      endpoint(readHealth, async () => {
        if ((await missing()).length > 0) {
          throw new AppError('unavailable', { retryAfter: 5 });
        }
        return { status: 200, body: { status: 'ok' as const, version: config.SERVICE_VERSION } };
      }),
    ],
  };
});
