// The versions of a secret in Secrets Manager: the one in use, and the one that a rotation makes.
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

export type Version = Pick<GetSecretValueCommandInput, 'VersionId' | 'VersionStage'>;

export const current: Version = { VersionStage: 'AWSCURRENT' };
export const pending = (VersionId: string): Version => ({ VersionId, VersionStage: 'AWSPENDING' });

export interface SecretVersions {
  read(secretId: string, version: Version): Promise<string>;
  /** Has the rotation with this token made its version? */
  isThere(secretId: string, token: string): Promise<boolean>;
  putPending(secretId: string, token: string, value: string): Promise<void>;
  /** False where it was in use already. */
  makeCurrent(secretId: string, token: string): Promise<boolean>;
}

export const createSecretVersions = (secrets: SecretsManagerClient): SecretVersions => {
  const read = async (SecretId: string, version: Version): Promise<string> => {
    const command = new GetSecretValueCommand({ SecretId, ...version });
    return (await secrets.send(command)).SecretString ?? '{}';
  };

  return {
    read,

    isThere: async (secretId, token) => {
      try {
        await read(secretId, pending(token));
        return true;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return false;
        throw error;
      }
    },

    putPending: async (SecretId, ClientRequestToken, SecretString) => {
      const VersionStages = ['AWSPENDING'];
      await secrets.send(
        new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }),
      );
    },

    makeCurrent: async (SecretId, token) => {
      const described = await secrets.send(new DescribeSecretCommand({ SecretId }));
      const { VersionIdsToStages = {} } = described;
      const inUse = Object.entries(VersionIdsToStages).find(([, stages]) =>
        stages.includes('AWSCURRENT'),
      )?.[0];
      if (inUse === token) return false;
      await secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: token,
          RemoveFromVersionId: inUse,
        }),
      );
      return true;
    },
  };
};
