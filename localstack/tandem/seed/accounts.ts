// Accounts of the embedded default: a customer, an administrator and an OAuth client, in the shape that functions/auth/store.ts reads.

import { argon2Sync, createHash, randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { message } from '../../../events/message.ts';
import { userVerified } from '../../../events/messages/auth.ts';
import { createTable } from '../../../platform/data/dynamodb/dynamo-table.ts';
import { isNew, type Write } from '../../../platform/data/table.ts';
import { createUnitOfWork, type Work } from '../../../platform/data/unit-of-work.ts';
import { networkOf } from '../../../platform/http/network.ts';
import { epochSeconds, isoTime, systemClock } from '../../../platform/kernel/clock.ts';
import { newId } from '../../../platform/kernel/ids.ts';

interface SeedUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  /** Of the password; hashing takes 19 MiB, which the runner would keep for as long as it runs. */
  readonly passwordHash: string;
  readonly roles: readonly string[];
}

export const seedUsers: readonly SeedUser[] = [
  {
    id: 'usr_01980000000070008000000000000001',
    email: 'demo@example.com',
    name: 'Demo Customer',
    password: 'demo-password-please-change',
    passwordHash:
      '$argon2id$v=19$m=19456,t=2,p=1$6fjKSX+xmkcPL5OFsjj/8A$KP4OVKCBowCWy5F2qMtM2e0sR8SwetwXB8zUuN//vJQ',
    roles: ['customer'],
  },
  {
    id: 'usr_01980000000070008000000000000002',
    email: 'admin@example.com',
    name: 'Demo Administrator',
    password: 'admin-password-please-change',
    passwordHash:
      '$argon2id$v=19$m=19456,t=2,p=1$ATR11KnS92EBQcE/w1g4ww$HYJ0aKg2kDBkN3OUR0hLaP6HtmCoEpGLUAnXc1Ol2l4',
    roles: ['admin', 'customer'],
  },
];

export const seedClient = {
  id: 'demo-service',
  name: 'Demo service',
  secret: 'demo-service-secret-please-change',
  scopes: ['inventory:read', 'orders:fulfil', 'webhooks:manage'],
};

class AlreadySeeded extends Error {}

const once = (write: Extract<Write, { put: unknown }>): Write => ({
  ...write,
  condition: isNew,
  refused: () => new AlreadySeeded(),
});

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** For a random password, which nobody guesses; the first login hashes it again as it does all others. */
const lightHash = (password: string): string => {
  const nonce = randomBytes(16);
  const message = password.normalize('NFKC');
  const least = { message, nonce, memory: 8, passes: 1, parallelism: 1, tagLength: 32 };
  const key = argon2Sync('argon2id', least);
  return `$argon2id$v=19$m=8,t=1,p=1$${unpadded(nonce)}$${unpadded(key)}`;
};

/** Buys on trial: functions/synthetic-customer. Its password is in the secret of that. */
export const syntheticUser = (password: string): SeedUser => ({
  id: 'usr_01980000000070008000000000000003',
  email: 'synthetic-customer@example.com',
  name: 'Synthetic Customer',
  password,
  passwordHash: lightHash(password),
  roles: ['customer'],
});

const knownFor = 180 * 86_400;

/** This machine is where these accounts are opened from, as functions/auth/throttling/known-devices.ts notes it: no guesses from elsewhere make its developer wait. */
const knownHere = (email: string): Write[] =>
  ['127.0.0.1', '::1'].map((address) => {
    const hash = createHash('sha256')
      .update(`${email}\n${networkOf(address)}`)
      .digest('base64url');
    const expiresAt = epochSeconds(systemClock) + knownFor;
    return { put: { pk: `KNOWN#${hash}`, sk: 'KNOWN', expiresAt } };
  });

const userWork = (user: SeedUser): Work => {
  const { id, email, name, roles, passwordHash } = user;
  const pk = `USER#${id}`;
  const correlationId = newId('req');
  const profile = {
    id,
    email,
    name,
    roles,
    passwordHash,
    status: 'active',
    epoch: 1,
    version: 1,
    createdAt: isoTime(systemClock),
  };
  return {
    pk,
    writes: [
      once({ put: { pk: `EMAIL#${email}`, sk: 'EMAIL', userId: id } }),
      once({ put: { pk, sk: 'PROFILE', ...profile } }),
      { put: { pk: 'USERS', sk: id } },
      ...knownHere(email),
    ],
    messages: [message(userVerified, id, { userId: id, email, name })],
    sequence: 1,
    causation: { correlationId, causationId: correlationId },
  };
};

const clientWork = (): Work => {
  const { id, name, scopes, secret } = seedClient;
  const createdAt = isoTime(systemClock);
  const hash = createHash('sha256').update(secret).digest('base64url');
  const correlationId = newId('req');
  const pk = `CLIENT#${id}`;
  const item = { id, name, scopes, secrets: [{ hash, createdAt }], createdAt };
  return {
    pk,
    writes: [once({ put: { pk, sk: 'CLIENT', ...item } })],
    causation: { correlationId, causationId: correlationId },
  };
};

/** Adds what is missing and leaves the rest as it is; answers how many accounts and clients were added. */
export const seedAccounts = async ({
  client,
  tableName,
  users = seedUsers,
}: {
  client: DynamoDBClient;
  tableName: string;
  users?: readonly SeedUser[];
}): Promise<number> => {
  const table = createTable(client, tableName);
  const commit = createUnitOfWork({ table, source: 'auth', clock: systemClock, newId });
  const addOnce = async (work: Work): Promise<boolean> => {
    try {
      await commit(work);
      return true;
    } catch (error) {
      if (error instanceof AlreadySeeded) return false;
      throw error;
    }
  };
  const seedUser = async (user: SeedUser): Promise<boolean> => {
    const known = await table.get({ pk: `EMAIL#${user.email}`, sk: 'EMAIL' });
    return known === undefined && addOnce(userWork(user));
  };
  const added = await Promise.all([...users.map(seedUser), addOnce(clientWork())]);
  return added.filter(Boolean).length;
};
