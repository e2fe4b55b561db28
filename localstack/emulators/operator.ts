// What an operator of a stage does around a deployment: parameters and a sender of mails before it, the first signing keys after it.

import { randomUUID } from 'node:crypto';
import type { Aws } from './aws.ts';

const sender = 'no-reply@tandem.example';

export async function provideForStage(aws: Aws, stage: string, providerUrl: string): Promise<void> {
  await aws.putParameter(`/tandem/${stage}/config/payment-provider-url`, providerUrl);
  await aws.putParameter(`/tandem/${stage}/config/mail-from`, sender);
  await aws.verifySender(sender);
}

/**
 * Has the signing keys made where there are none: emulators know the schedule of a rotation, none runs it.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotateOnce(aws: Aws, stage: string): Promise<boolean> {
  const { arn, value } = await aws.secret(`tandem/${stage}/auth/signing-keys`);
  if (value.includes('"keys":[{')) return false;
  const ClientRequestToken = randomUUID();
  for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
    await aws.invoke(`tandem-${stage}-auth-rotate:live`, {
      Step,
      SecretId: arn,
      ClientRequestToken,
    });
  }
  return true;
}
