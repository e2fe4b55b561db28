// The OAuth client of a service, which only the service and the account's administrator can read.
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretsOf } from './forged-tokens.ts';
import type { Shop } from './shop.ts';

export const clientSecretId = (service: string) => `tandem/dev/${service}/oauth-client`;

export const readClient = async (
  awsUrl: string,
  service: string,
): Promise<{ clientId: string; clientSecret: string }> => {
  const command = new GetSecretValueCommand({ SecretId: clientSecretId(service) });
  return JSON.parse((await secretsOf(awsUrl).send(command)).SecretString ?? '{}');
};

/** A token with which the service could call others. */
export const serviceToken = async (shop: Shop, service: string): Promise<string> => {
  const { clientId, clientSecret } = await readClient(shop.awsUrl, service);
  return shop.clientToken(`${clientId}:${clientSecret}`);
};
