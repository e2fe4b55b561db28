// The client of DynamoDB as a process with this environment has it.
import { vi } from 'vitest';
import { dynamoClient } from '../../platform/calls/aws.ts';

export const region = 'eu-central-1';
export const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret' };

/** The environment of a process whose AWS is at this endpoint. */
export const environmentAt = (
  endpoint: string,
  environment: Readonly<Record<string, string>> = {},
): void => {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value || undefined);
};

export const straightAt = (
  endpoint: string,
  environment: Readonly<Record<string, string>> = {},
) => {
  environmentAt(endpoint, environment);
  return dynamoClient();
};
