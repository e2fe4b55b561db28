// The four steps in which Secrets Manager has a secret rotated: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import type { Log } from '../../../platform/telemetry/log.ts';

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
  readonly settle: (current: string) => Promise<void>;
}

interface Services {
  readonly secrets: SecretsManagerClient;
  readonly log: Log;
}

type Version = Pick<GetSecretValueCommandInput, 'VersionId' | 'VersionStage'>;

export const createRotation = (
  { secrets, log }: Services,
  { event, next, admit, prove, settle }: Rotated,
) => {
  const read = async (SecretId: string, version: Version): Promise<string> => {
    const command = new GetSecretValueCommand({ SecretId, ...version });
    return (await secrets.send(command)).SecretString ?? '{}';
  };
  const current = { VersionStage: 'AWSCURRENT' };
  const pending = (VersionId: string) => ({ VersionId, VersionStage: 'AWSPENDING' });

  const isThere = async (secretId: string, token: string): Promise<boolean> => {
    try {
      await read(secretId, pending(token));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  };

  /** Idempotent: the version of a rotation that was begun before stays as it is. */
  const createSecret = async (SecretId: string, token: string): Promise<void> => {
    if (await isThere(SecretId, token)) return;
    await secrets.send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: token,
        SecretString: next(await read(SecretId, current)),
        VersionStages: ['AWSPENDING'],
      }),
    );
  };

  const setSecret = async (secretId: string, token: string): Promise<void> =>
    admit({
      current: await read(secretId, current),
      next: await read(secretId, pending(token)),
    });

  const testSecret = async (secretId: string, token: string): Promise<void> =>
    prove(await read(secretId, pending(token)));

  const makeCurrent = async (SecretId: string, token: string): Promise<void> => {
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    const inUse = Object.entries(VersionIdsToStages).find(([, stages]) =>
      stages.includes('AWSCURRENT'),
    )?.[0];
    if (inUse === token) return;
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: inUse,
      }),
    );
    log.info({ audit: { event, target: SecretId, version: token } }, 'security event');
  };

  const finishSecret = async (secretId: string, token: string): Promise<void> => {
    await makeCurrent(secretId, token);
    // By its id: a stage that has just moved may be read where it was.
    await settle(await read(secretId, { VersionId: token }));
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
