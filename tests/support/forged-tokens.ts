// Tokens signed with the running system's own keys, which only the account's administrator can read.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { privateKeyOf, signJwt } from '../../functions/auth/keys/signing-keys.ts';

export const secretsOf = (awsUrl: string): SecretsManagerClient =>
  new SecretsManagerClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

export const signingKeysSecret = 'tandem/dev/auth/signing-keys';

type Claims = Readonly<Record<string, unknown>>;

const partOf = (token: string, index: number): Claims =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());

/** A token like the genuine one, but for some claims, with a genuine signature. */
export const createForger = async (awsUrl: string) => {
  const { SecretString = '{}' } = await secretsOf(awsUrl).send(
    new GetSecretValueCommand({ SecretId: signingKeysSecret }),
  );
  const { keys } = JSON.parse(SecretString) as { keys: { kid: string; jwk: never }[] };
  return (genuine: string, changes: Claims): string => {
    const key = keys.find(({ kid }) => kid === partOf(genuine, 0).kid);
    if (key === undefined) throw new Error('the key of the token is not in the secret');
    return signJwt(key.kid, privateKeyOf(key.jwk), { ...partOf(genuine, 1), ...changes });
  };
};
