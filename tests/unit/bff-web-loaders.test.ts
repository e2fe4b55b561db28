// What several fields of a document want of the catalogue: once each, and none waits for another.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { PublicApi } from '../../functions/bff-web/api.ts';
import { catalogueLoaders } from '../../functions/bff-web/catalogue/loaders.ts';

const setUp = () => {
  const asked: string[] = [];
  const slow = Promise.withResolvers<void>();
  const ask = async ({ path }: { path: string }) => {
    asked.push(path);
    if (path.endsWith('slow')) await slow.promise;
    return { body: { id: path } };
  };
  return { asked, slow, ...catalogueLoaders({ ask } as unknown as PublicApi) };
};

it('asks once for what is wanted twice', async () => {
  const { asked, product } = setUp();
  await Promise.all([product({ id: 'a' }), product({ id: 'a' }), product({ id: 'b' })]);
  expect(asked).toEqual(['/products/a', '/products/b']);
});

it('has a quick answer before a slow one that was wanted beside it', async () => {
  const { slow, product } = setUp();
  const late = product({ id: 'slow' });
  const first = await Promise.race([product({ id: 'quick' }), sleep(1_000)]);
  expect(first).toEqual({ id: '/products/quick' });
  slow.resolve();
  await late;
});
