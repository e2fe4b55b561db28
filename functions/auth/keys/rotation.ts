// The four steps in which Secrets Manager has a secret rotated: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import type { Log } from '../../../platform/telemetry/log.ts';
import { createSecretVersions, current, pending } from './secret-versions.ts';

/** What is rotated: each of these may come again. */
export interface Rotated {
  /** Of the line in the audit log. */
  readonly event: 'signing-keys-rotated' | 'service-client-rotated';
  /** The value after this one. */
  readonly next: (current: string) => string;
  /** Makes the next value good, beside the one in use. */
  readonly admit: (versions: { current: string; next: string }) => Promise<void>;
  /** Throws unless the next value is good. */
  readonly prove: (next: string) => Promise<void>;
  /** The value is the one in use. */
  readonly finish: (current: string) => Promise<void>;
}

interface Services {
  readonly secrets: SecretsManagerClient;
  readonly log: Log;
}

export const createSecretRotation = (
  { secrets, log }: Services,
  { event, next, admit, prove, finish }: Rotated,
) => {
  const versions = createSecretVersions(secrets);
  const { read } = versions;

  /** Idempotent: the version of a rotation that was begun before stays as it is. */
  const createSecret = async (secretId: string, token: string): Promise<void> => {
    if (await versions.isThere(secretId, token)) return;
    await versions.putPending(secretId, token, next(await read(secretId, current)));
  };

  const setSecret = async (secretId: string, token: string): Promise<void> =>
    admit({
      current: await read(secretId, current),
      next: await read(secretId, pending(token)),
    });

  const testSecret = async (secretId: string, token: string): Promise<void> =>
    prove(await read(secretId, pending(token)));

  const finishSecret = async (secretId: string, token: string): Promise<void> => {
    if (await versions.makeCurrent(secretId, token)) {
      log.info({ audit: { event, target: secretId, version: token } }, 'security event');
    }
    // By its id: a stage that has just moved may be read where it was.
    await finish(await read(secretId, { VersionId: token }));
  };

  return async ({
    Step,
    SecretId,
    ClientRequestToken,
  }: SecretsManagerRotationEvent): Promise<void> => {
    switch (Step) {
      case 'createSecret':
        return createSecret(SecretId, ClientRequestToken);
      case 'setSecret':
        return setSecret(SecretId, ClientRequestToken);
      case 'testSecret':
        return testSecret(SecretId, ClientRequestToken);
      case 'finishSecret':
        return finishSecret(SecretId, ClientRequestToken);
      default:
        throw new Error(`unknown rotation step ${String(Step)}`);
    }
  };
};
