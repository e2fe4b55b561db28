// The scheduled synthetic customer: takes its way, and tells how long it took or what has failed.
import { randomUUID } from 'node:crypto';
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { parseSecret } from '../../platform/tokens/secrets.ts';
import { createAsk } from './ask.ts';
import { readSyntheticConfig } from './config.ts';
import { takeJourney } from './journey.ts';
import { reportJourney } from './report.ts';

export const handler = scheduledFunction(readSyntheticConfig(), (ground) => {
  const { config, clock, log, secret: readSecret } = withSecrets(ground);
  const ask = createAsk(config.API_URL);

  /** A failure is told by what is missing of the figures: a second try would be a second order. */
  return async () => {
    const startedAt = clock.now();
    const secret = parseSecret(await readSecret(config.ACCOUNT_SECRET_ARN));
    const account = {
      email: config.EMAIL,
      password: String(secret.password),
      paymentToken: String(secret.paymentToken),
    };
    const outcome = await takeJourney({ ask, account, newKey: randomUUID });
    const milliseconds = clock.now() - startedAt;
    reportJourney(log, outcome, milliseconds);
    return { ...outcome, milliseconds };
  };
});
