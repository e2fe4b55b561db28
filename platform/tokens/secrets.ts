// Secrets from Secrets Manager, kept for a while so that a rotation is noticed without a restart.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsClient } from '../calls/aws.ts';
import { ageAt, type Clock } from '../kernel/clock.ts';

/** The current value of a secret, at most `maxAge` old. Throws when it cannot be read. */
export type ReadSecret = (secretArn: string) => Promise<string>;

/** Members of a secret that holds JSON; an error says nothing of its text, as that of the parser would. */
export const parseSecret = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new Error('the secret does not hold a JSON object');
};

export const createSecretReader = (
  clock: Clock,
  {
    client = secretsClient(),
    maxAgeMs = 300_000,
  }: { client?: SecretsManagerClient; maxAgeMs?: number } = {},
): ReadSecret => {
  const cache = new Map<string, { value: Promise<string>; at: number }>();
  const fetch = async (SecretId: string): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
    if (SecretString === undefined) throw new Error(`secret ${SecretId} has no text`);
    return SecretString;
  };
  return (secretArn) => {
    const known = cache.get(secretArn);
    if (known !== undefined && ageAt(clock, known.at) < maxAgeMs) return known.value;
    const value = fetch(secretArn);
    cache.set(secretArn, { value, at: clock.now() });
    // A failure is not remembered.
    value.catch(() => cache.delete(secretArn));
    return value;
  };
};
