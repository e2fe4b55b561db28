// P14: CPU of a login by the built function, beside one bare Argon2id with the same parameters.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { emptyKeySet, rotate } from '../../../functions/auth/domain/key-set.ts';
import { generateKey } from '../../../functions/auth/keys/key-rotation.ts';
import { seedAccounts } from '../../../localstack/tandem/seed/accounts.ts';
import { startDatabase } from '../../support/dynamo.ts';
import type { Goal } from '../goal.ts';
import { startWorker } from '../slices.ts';
import { median } from '../statistics.ts';

const rounds = 15;
const logins = 20;
const tableName = 'users';

/** As much of Secrets Manager as the function asks: its signing keys. */
const startSecrets = async () => {
  const SecretString = JSON.stringify(rotate(emptyKeySet, { now: 0, newKey: generateKey }));
  const server = createServer((request, answer) => {
    request.resume();
    answer.setHeader('content-type', 'application/x-amz-json-1.1');
    answer.end(JSON.stringify({ SecretString }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
};

export const login: Goal = {
  names: ['P14'],
  measure: async ({ random, log }) => {
    const database = await startDatabase();
    await database.table(tableName);
    await seedAccounts({ client: database.client, tableName });
    const secrets = await startSecrets();
    const floor = await startWorker(new URL('../floors/argon2.ts', import.meta.url));
    const subject = await startWorker(new URL('../subjects/login.ts', import.meta.url), {
      STAGE: 'dev',
      SERVICE: 'auth',
      TABLE_NAME: tableName,
      TOKEN_ISSUER: 'http://localhost:3000/v1',
      TOKEN_AUDIENCE: 'tandem',
      JWKS_URL: 'http://localhost:3000/v1/.well-known/jwks.json',
      SIGNING_KEYS_SECRET_ARN: 'signing-keys',
      CURSOR_SECRET_ARN: 'cursors',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: secrets.url,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    });
    await Promise.all([floor.slice(logins), subject.slice(2 * logins)]);
    const samples: number[] = [];
    const absolute: number[] = [];
    const control: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const floorFirst = random() < 0.5;
      const before = floorFirst ? await floor.slice(logins) : 0;
      const ours = await subject.slice(logins);
      const bare = floorFirst ? before : await floor.slice(logins);
      control.push((await floor.slice(logins)) / bare);
      samples.push(ours / bare);
      absolute.push(ours);
      log(`P14 ${round}/${rounds}: ${ours.toFixed(1)} ms, bare Argon2id ${bare.toFixed(1)} ms`);
    }
    await Promise.all([floor.stop(), subject.stop(), database.stop()]);
    secrets.stop();
    return [
      {
        goal: 'P14',
        what: 'CPU of a login ÷ a bare Argon2id with the same parameters',
        samples,
        limit: { atMost: 1.2 },
        details: { loginCpuMs: median(absolute) },
        control: median(control),
      },
    ];
  },
};
