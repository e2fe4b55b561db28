// What an operator of a stage does around a deployment: parameters and a sender of mails before it, the first signing keys after it.

import { randomUUID } from 'node:crypto';
import { serviceClients } from '../../events/clients.ts';
import type { Aws } from './aws.ts';

const sender = 'no-reply@tandem.example';

export async function provideForStage(aws: Aws, stage: string, providerUrl: string): Promise<void> {
  await aws.putParameter(`/tandem/${stage}/config/payment-provider-url`, providerUrl);
  await aws.putParameter(`/tandem/${stage}/config/mail-from`, sender);
  await aws.verifySender(sender);
}

/** Secrets that hold a placeholder until they are rotated, each with the function that does it. */
const rotated = [
  ['auth/signing-keys', 'auth-rotate'],
  ...serviceClients.map(({ service }) => [`${service}/oauth-client`, 'auth-rotate-client']),
] as const;

/**
 * Has the secrets filled that are not yet: emulators know the schedule of a rotation, none runs it. Answers how many.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotateOnce(aws: Aws, stage: string): Promise<number> {
  let filled = 0;
  for (const [name, functionName] of rotated) {
    const { arn, value } = await aws.secret(`tandem/${stage}/${name}`);
    if (!value.includes('"placeholder"')) continue;
    const ClientRequestToken = randomUUID();
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      await aws.invoke(`tandem-${stage}-${functionName}:live`, {
        Step,
        SecretId: arn,
        ClientRequestToken,
      });
    }
    filled += 1;
  }
  return filled;
}
