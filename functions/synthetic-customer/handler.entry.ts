// The scheduled synthetic customer: takes its way, and tells how long it took or what has failed.
import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { counted, measured } from '../../platform/telemetry/metrics.ts';
import { createSecretReader, parseSecret } from '../../platform/tokens/secrets.ts';
import { createAsk } from './ask.ts';
import { readSyntheticConfig } from './config.ts';
import { takeJourney } from './journey.ts';

const config = readSyntheticConfig();
const log = createLog(config);
const ask = createAsk(config.API_URL);
const readSecret = createSecretReader(clock);

/** A failure is told by what is missing of the figures: a second try would be a second order. */
const run = async () => {
  const startedAt = clock.now();
  const secret = parseSecret(await readSecret(config.ACCOUNT_SECRET_ARN));
  const account = {
    email: config.EMAIL,
    password: String(secret.password),
    paymentToken: String(secret.paymentToken),
  };
  const outcome = await takeJourney({ ask, account, newKey: randomUUID });
  const milliseconds = clock.now() - startedAt;
  if (outcome.status === 'passed') {
    log.info({ ...outcome, ...measured('JourneyMilliseconds', milliseconds) }, 'journey');
  } else {
    log.error({ ...outcome, milliseconds, ...counted('JourneyFailed') }, 'journey');
  }
  return { ...outcome, milliseconds };
};

export const handler = middy().handler(run);
