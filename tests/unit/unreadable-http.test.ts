// What cannot be read, over HTTP: by key and page, for who may see it.
import { expect, it } from 'vitest';
import { listUnreadableOrders } from '../../events/http/unreadable.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { call, identity, services } from '../support/http.ts';

const since = '2026-01-01T00:00:00.000Z';
const item = { pk: 'ORDER#1', sk: 'COMMIT#1', kind: 'order', pointer: '/a', since };

const start = (last: string | null) => {
  const asked: object[] = [];
  const list = async (options: object) => {
    asked.push(options);
    return { items: [item], last };
  };
  const [endpoint] = unreadableEndpoints(listUnreadableOrders, { list }, () => createSeals('key'));
  if (endpoint === undefined) throw new Error('no endpoint');
  const ask = async (query = '', subject = 'usr_a') => {
    const verify = async () => identity({ subject, roles: ['admin'] });
    const headers = { authorization: 'Bearer token' };
    const { status, body } = await call(endpoint, { headers, query }, services({ verify }));
    return { status, body };
  };
  return { ask, asked };
};

it('items are shown by their key, and the last page says so', async () => {
  const { ask, asked } = start(null);
  const shown = { key: 'ORDER#1 COMMIT#1', kind: 'order', pointer: '/a', since };
  expect(await ask()).toEqual({ status: 200, body: { items: [shown], nextCursor: null } });
  await ask('limit=7');
  expect(asked).toEqual([
    { limit: 20, after: undefined },
    { limit: 7, after: undefined },
  ]);
});

it('a page is followed by the next, for whoever has seen it', async () => {
  const { ask, asked } = start('ORDER#1 COMMIT#1');
  const { nextCursor } = (await ask()).body;
  await ask(`cursor=${nextCursor}`);
  expect(asked[1]).toMatchObject({ after: 'ORDER#1 COMMIT#1' });
  expect((await ask(`cursor=${nextCursor}`, 'usr_b')).body).toMatchObject({
    code: 'invalid-cursor',
  });
});
