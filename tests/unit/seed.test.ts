// Seeding goes on whatever one step does, and whatever a busy machine asks for.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createPasswords } from '../../functions/auth/credentials/passwords.ts';
import { seedUsers, syntheticUser } from '../../localstack/tandem/seed/accounts.ts';
import { caller } from '../../localstack/tandem/seed/caller.ts';
import { seed } from '../../localstack/tandem/seed/seed.ts';

const context = { apiUrl: '', awsUrl: '', stage: 'dev' };

test('a step that fails is told and the next one runs', async () => {
  const results = await seed(context, [
    { name: 'accounts', run: () => Promise.reject(new Error('no table')) },
    { name: 'catalogue', run: async ({ stage }) => `24 products in ${stage}` },
  ]);
  expect(results).toEqual([
    { name: 'accounts', text: 'no table', failed: true, durationMs: expect.any(Number) },
    {
      name: 'catalogue',
      text: '24 products in dev',
      failed: false,
      durationMs: expect.any(Number),
    },
  ]);
});

test('a step of a busy machine is waited for, one that never ends is not', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const slow = () => new Promise<string>((resolve) => setTimeout(resolve, 30_000, 'at last'));
  const results = seed(context, [
    { name: 'slow', run: slow },
    { name: 'never', run: () => new Promise(() => undefined) },
  ]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await results).toMatchObject([
    { name: 'slow', text: 'at last', failed: false },
    { name: 'never', text: 'took too long', failed: true },
  ]);
});

/** Answers each request with the next of these; the last one stays. */
const answering = async (...answers: (readonly [status: number, headers: object])[]) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    asked.push(`${request.method} ${request.url}`);
    const [status, headers] = answers[Math.min(asked.length, answers.length) - 1] ?? [500, {}];
    response.writeHead(status, { ...headers }).end('{"id":"prd_1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, call: caller(`http://127.0.0.1:${port}`, 'token') };
};

test('what is refused for the moment is sent again', async () => {
  const { asked, call } = await answering([503, { 'retry-after': '0' }], [201, {}]);
  expect(await call('POST', '/products', {})).toEqual({ id: 'prd_1' });
  expect(asked).toEqual(['POST /products', 'POST /products']);
});

test.each([
  ['for the moment, again and again', 503, { 'retry-after': '0' }, 30],
  ['without a word of when', 503, {}, 1],
  ['at a time that is none', 503, { 'retry-after': 'soon' }, 1],
  ['for good', 409, { 'retry-after': '0' }, 1],
])('what is refused %s is told', async (_, status, headers, times) => {
  const { asked, call } = await answering([status, headers]);
  await expect(call('POST', '/products', {})).rejects.toThrow(`POST /products: ${status}`);
  expect(asked).toHaveLength(times);
});

test('those who are seeded log in with their passwords, whose hashes are of today, and of no other', async () => {
  const passwords = createPasswords();
  for (const { password, passwordHash } of seedUsers) {
    expect(await passwords.verify(password, passwordHash)).toBe(true);
    expect(await passwords.verify(`${password}!`, passwordHash)).toBe(false);
    expect(passwords.isOutdated(passwordHash)).toBe(false);
  }
});

test('the random password of the synthetic customer is hashed lightly, and again at its first login', async () => {
  const { passwordHash } = syntheticUser('a random password');
  const passwords = createPasswords();
  expect(await passwords.verify('a random password', passwordHash)).toBe(true);
  expect(passwords.isOutdated(passwordHash)).toBe(true);
});
