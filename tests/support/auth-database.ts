// Auth on a real table with the seeded accounts, its mails and a clock to move.
import { seedAccounts } from '../../localstack/tandem/seed/accounts.ts';
import type { Table } from '../../platform/data/table.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { startAuth } from './auth.ts';
import { testClock } from './clock.ts';
import { startDatabase } from './dynamo.ts';
import { allOf } from './pages.ts';

const tableName = 'tandem-test-users';

export const password = 'correct horse battery staple';
export const demo = { email: 'demo@example.com', password: 'demo-password-please-change' };
export const admin = { email: 'admin@example.com', password: 'admin-password-please-change' };
export const demoService = {
  authorization: `Basic ${Buffer.from('demo-service:demo-service-secret-please-change').toString('base64')}`,
};

interface Mail {
  readonly email?: string;
  readonly template?: string;
  readonly token?: string;
}

const outbox = async (table: Table): Promise<AddressedMessage[]> => {
  const shards = await Promise.all(
    ['0', '1', '2', '3'].map((shard) =>
      allOf(table.queryIndex<{ messages: AddressedMessage[] }>('pending-index', shard, '9', 1_000)),
    ),
  );
  return shards
    .flat()
    .flatMap((item) => item.messages)
    .sort((a, b) => (a.envelope.id < b.envelope.id ? -1 : 1));
};

export const startAuthDatabase = async () => {
  const database = await startDatabase();
  const table = await database.table(tableName);
  const clock = testClock();
  const auth = startAuth(table, clock);
  const seed = () => seedAccounts({ client: database.client, tableName });
  await seed();

  let address = 0;
  /** Everybody comes from an address of their own, so that only one account's tries count. */
  const elsewhere = (): string => {
    address += 1;
    return `10.0.${address >> 8}.${address & 255}`;
  };
  const post: typeof auth.call = (route, options) =>
    auth.call(route, { sourceIp: elsewhere(), ...options });

  const messages = () => outbox(table);
  const mails = async (email: string): Promise<Mail[]> =>
    (await messages())
      .map(({ envelope }) => envelope.data as Mail)
      .filter((mail) => mail.email === email && mail.template !== undefined);
  const lastToken = async (email: string, template: string): Promise<string> =>
    (await mails(email)).findLast((mail) => mail.template === template)?.token ?? '';

  const login = async (credentials: { email: string; password: string; otp?: string } = demo) =>
    (await post('POST /auth/login', { json: credentials })).body;

  /** A new customer, verified and logged in. */
  const customer = async (email: string) => {
    await post('POST /users', { json: { email, password, name: 'Somebody' } });
    const token = await lastToken(email, 'verify-email');
    await post('POST /users/verification', { json: { token } });
    const { accessToken } = await login({ email, password });
    return { email, password, token: String(accessToken) };
  };

  return {
    ...auth,
    call: post,
    table,
    clock,
    seed,
    messages,
    mails,
    lastToken,
    login,
    customer,
    stop: () => database.stop(),
  };
};

export type AuthDatabase = Awaited<ReturnType<typeof startAuthDatabase>>;
