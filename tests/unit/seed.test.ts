// Seeding goes on whatever one step does.

import { expect, onTestFinished, test, vi } from 'vitest';
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
