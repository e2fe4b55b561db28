// Seeding goes on whatever one step does.

import { expect, test } from 'vitest';
import { seed } from '../../localstack/seed.ts';

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
