// Dead letters and mails of a system that keeps its data, as a plain `npm start` does: looked at, sent back, and there after a restart.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { openLetters } from '../support/letters.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

let directory: string;
let cloud: RunningCloud;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tandem-kept-'));
  cloud = await startEmbeddedCloud(['--no-build', '--quiet', '--data', directory]);
});
afterAll(async () => {
  if (cloud.child.exitCode === null) {
    cloud.child.kill('SIGKILL');
    await once(cloud.child, 'exit');
  }
  await rm(directory, { recursive: true });
});

const shopOf = ({ apiUrl, awsUrl }: RunningCloud) => createShop(apiUrl, awsUrl);

interface Letters {
  readonly items: readonly { readonly id: string; readonly receives: number }[];
}

const letter = (id: string) =>
  JSON.stringify({ specversion: '1.0', id, type: 'payments.test.v1', subject: id, data: {} });

const idsOf = async (shop: ReturnType<typeof createShop>): Promise<readonly string[]> => {
  const token = await shop.tokenOf(admin);
  const { status, body } = await shop.patiently<Letters>('GET', '/admin/dead-letters/payments', {
    token,
  });
  expect(status).toBe(200);
  return body.items.map(({ id }) => id).sort();
};

it('letters that were looked at are still there, also after a restart, and go away when they shall', async () => {
  const shop = shopOf(cloud);
  const letters = await openLetters(shop);
  const ids = Array.from({ length: 12 }, (_, index) => `msg_${100 + index}`);
  for (const id of ids) await letters.add('payments', letter(id));
  letters.close();
  for (let look = 0; look < 3; look += 1) expect(await idsOf(shop)).toEqual(ids);

  expect(await cloud.stop()).toBe(0);
  cloud = await startEmbeddedCloud(['--no-build', '--quiet', '--data', directory]);
  const again = shopOf(cloud);
  expect(await idsOf(again)).toEqual(ids);
  const token = await again.tokenOf(admin);
  const ask = (path: string, body: object) =>
    again.patiently('POST', `/admin/dead-letters/payments${path}`, { token, body });
  expect((await ask('/purge', { id: ids[0] })).body).toMatchObject({ purged: 1 });
  expect(await idsOf(again)).toEqual(ids.slice(1));
  expect((await ask('/redrive', { id: ids[1] })).body).toMatchObject({ redriven: 1 });
  expect(await idsOf(again)).toEqual(ids.slice(2));
}, 180_000);

it('an order is settled, and a name beyond U+FFFF gets its mail', async () => {
  const shop = shopOf(cloud);
  const email = `emoji-${Date.now()}@example.com`;
  const body = { name: 'Aïcha 😀 𝄞', email, password: 'correct-horse-battery-1' };
  expect((await shop.call('POST', '/users', { body })).status).toBe(202);
  await shop.mailTo(email, ({ text }) => text.includes('token='));
  const token = await shop.tokenOf(demo);
  const placed = await shop.place(token, order(await shop.newSku(3)));
  expect(await shop.settled(token, placed.body.id)).toMatchObject({ status: 'confirmed' });
}, 60_000);
