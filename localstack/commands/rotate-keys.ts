// `npm run rotate-keys`: has Secrets Manager rotate the signing keys, or the secret of a service's client, now; here or in the account of this shell.

import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { serviceClients } from '../../events/clients.ts';
import { requireAws, UsageError } from '../../platform/cli/flags.ts';
import { chosenPort } from '../cli/chosen.ts';
import { awsUrl } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { findRunning } from '../cli/running.ts';

const embedded = (apiPort: number | undefined) => {
  const running = findRunning(paths.run, apiPort);
  const client = new SecretsManagerClient({
    endpoint: awsUrl(running),
    region: process.env.AWS_REGION ?? 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return { client, stage: running.stage };
};

const services = serviceClients.map(({ service }) => service).join(', ');

const secretOf = (client: unknown): string => {
  if (client === undefined) return 'auth/signing-keys';
  const found = serviceClients.find(({ service }) => service === client);
  if (found) return `${found.service}/oauth-client`;
  throw new UsageError(`no service ${JSON.stringify(client)} has a client; there is ${services}`);
};

export const rotateKeys: Command = {
  name: 'rotate-keys',
  summary: 'Rotates the keys that sign access tokens, or the secret of a service’s own client',
  flags: {
    client: { type: 'string', value: '<service>', help: `in place of the keys: ${services}` },
    aws: { type: 'boolean', help: 'the deployed system, in the account of this shell' },
    stage: { type: 'string', value: '<name>', help: 'stage of the deployed system (dev)' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'No token is refused because of it: a key is published 15 minutes before it signs.',
    'No call is refused because of it: the secret before it stays good for a day.',
    'A client that was removed or changed is registered again as its service needs it.',
  ],
  async run({ values }, terminal) {
    const secret = secretOf(values.client);
    const port = chosenPort(values);
    if (values.aws) requireAws();
    const { client, stage } = values.aws
      ? { client: new SecretsManagerClient({}), stage: values.stage ?? 'dev' }
      : embedded(port);
    const SecretId = `tandem/${stage}/${secret}`;
    try {
      const { VersionId } = await client.send(new RotateSecretCommand({ SecretId }));
      terminal.line(`${SecretId} rotates to version ${VersionId}`);
      return 0;
    } catch (error) {
      terminal.error(`${SecretId}: ${(error as Error).message}`);
      return 1;
    }
  },
};
