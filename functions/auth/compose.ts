// The HTTP functions of auth put together: they know the same things and differ in which routes they answer.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { entryOf } from '../../events/http/route.ts';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { coalesced } from '../../platform/data/batched-reads.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { httpFunction } from '../../platform/lambda/http-function.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { createCursors } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { createPasswords } from './accounts/passwords.ts';
import { readHandlerConfig } from './config.ts';
import { authEndpoints } from './http.ts';
import { createSigningKeys } from './keys/signing-keys.ts';
import { createAccessTokens } from './sessions/access-tokens.ts';
import { createKnownDevices } from './sessions/known-devices.ts';
import { createRevocations } from './sessions/revocations.ts';
import { createThrottle } from './sessions/throttle.ts';
import { createAccountStore } from './store.ts';

const config = readHandlerConfig();
const log = createLog(config);
const table = coalesced(createTable(dynamoClient(), config.TABLE_NAME));
const store = createAccountStore(table, createReadable({ clock, log }));
const secrets = new SecretsManagerClient(clientOptions);
const readSecret = createSecretReader(clock, { client: secrets });

const read = async (SecretId: string): Promise<string> => {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  if (SecretString === undefined) throw new Error(`secret ${SecretId} has no text`);
  return SecretString;
};

const keys = createSigningKeys({ clock, read: () => read(config.SIGNING_KEYS_SECRET_ARN) });
const issuer = config.TOKEN_ISSUER;
const audience = config.TOKEN_AUDIENCE;

const verify = createVerifier({
  issuer,
  audience,
  keys: keys.verificationKeys,
  clock,
  isRevoked: createRevocations(store, clock.now),
});

const seals = async () => createCursors(await readSecret(config.CURSOR_SECRET_ARN));
const devices = createKnownDevices({ table, seals, clock, newId });

const endpoints = authEndpoints({
  store,
  commit: createUnitOfWork({ table, source: config.SERVICE, clock, newId }),
  passwords: createPasswords(),
  throttle: createThrottle({ table, clock, devices }),
  devices,
  keys,
  cursors: seals,
  issue: createAccessTokens({ issuer, audience, keys, clock, newId }),
  verify,
  issuer,
  clock,
  newId,
});

/** A handler of the routes that belong to an entry. */
export const authFunction = (entry: ReturnType<typeof entryOf>) =>
  httpFunction(
    endpoints.filter(({ contract }) => entryOf(contract) === entry),
    async () => ({ verify, log, clock, corsOrigins: config.CORS_ORIGINS }),
  );
