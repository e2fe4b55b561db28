// The four steps in which Secrets Manager has a secret rotated: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { type Clock, epochSeconds } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import {
  type KeySet,
  type NewKey,
  type PrivateJwk,
  parseKeySet,
  publicJwkOf,
  rotate,
  type SigningKey,
  signingKeyOf,
} from './domain/key-set.ts';
import { sha256 } from './secret-token.ts';
import { privateKeyOf, signJwt } from './signing-keys.ts';

export interface RotationServices {
  readonly secrets: SecretsManagerClient;
  readonly clock: Clock;
  readonly log: Log;
}

/** The key id is the thumbprint of the public key (RFC 7638). */
export const generateKey = (): NewKey => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y, d } = privateKey.export({ format: 'jwk' }) as PrivateJwk;
  const kid = sha256(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }));
  return { kid, jwk: { kty: 'EC', crv: 'P-256', x, y, d } };
};

const keySetOf = (text: string | undefined): KeySet => parseKeySet(JSON.parse(text ?? '{}'));

const proves = (key: SigningKey): boolean => {
  const token = signJwt(key.kid, privateKeyOf(key.jwk), {});
  const dot = token.lastIndexOf('.');
  return verify(
    'sha256',
    Buffer.from(token.slice(0, dot)),
    {
      key: createPublicKey({ key: publicJwkOf(key), format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    },
    Buffer.from(token.slice(dot + 1), 'base64url'),
  );
};

export const createRotation = ({ secrets, clock, log }: RotationServices) => {
  const isThere = async (SecretId: string, VersionId: string): Promise<boolean> => {
    try {
      const VersionStage = 'AWSPENDING';
      await secrets.send(new GetSecretValueCommand({ SecretId, VersionId, VersionStage }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  };

  /** Idempotent: the version of a rotation that was begun before stays as it is. */
  const createSecret = async (SecretId: string, token: string): Promise<void> => {
    if (await isThere(SecretId, token)) return;
    const { SecretString } = await secrets.send(
      new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
    );
    const now = epochSeconds(clock);
    const set = rotate(keySetOf(SecretString), { now, newKey: generateKey });
    await secrets.send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify(set),
        VersionStages: ['AWSPENDING'],
      }),
    );
  };

  const testSecret = async (SecretId: string, VersionId: string): Promise<void> => {
    const { SecretString } = await secrets.send(
      new GetSecretValueCommand({ SecretId, VersionId, VersionStage: 'AWSPENDING' }),
    );
    const set = keySetOf(SecretString);
    if (signingKeyOf(set, epochSeconds(clock)) === undefined || !set.keys.every(proves)) {
      throw new Error('the new key set cannot sign');
    }
  };

  const finishSecret = async (SecretId: string, token: string): Promise<void> => {
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    const current = Object.entries(VersionIdsToStages).find(([, stages]) =>
      stages.includes('AWSCURRENT'),
    )?.[0];
    if (current === token) return;
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: current,
      }),
    );
    log.info({ audit: { event: 'signing-keys-rotated', version: token } }, 'security event');
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
        // There is no other system to tell: signers and verifiers read the secret and the key set.
        return;
      case 'testSecret':
        return testSecret(SecretId, ClientRequestToken);
      case 'finishSecret':
        return finishSecret(SecretId, ClientRequestToken);
      default:
        throw new Error(`unknown rotation step ${String(Step)}`);
    }
  };
};
