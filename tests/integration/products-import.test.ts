// Imports over a real table: every line stands or falls alone, once, and the report says how.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { shop, single } from '../support/products.ts';

let database: TestDatabase;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const newShop = async () => {
  tables += 1;
  const made = shop(await database.table(`import-${tables}`), { newId });
  const send = (body: string | Uint8Array, type = 'application/x-ndjson') =>
    made.request('import', { body, headers: { 'content-type': type } });
  const report = async (id: string) => (await made.request('read-import', { params: { id } })).body;
  /** Delivers every part, as often as asked. */
  const work = async (times = 1) => {
    const parts = (await made.said()).filter(({ type }) => type === 'products.import-part.v1');
    for (const { data } of parts) {
      const { importId, part } = data as { importId: string; part: number };
      for (let time = 0; time < times; time += 1) {
        await made.deliver('import-part', { importId, part }, `msg_${importId}_${part}_${time}`);
      }
    }
    return parts.length;
  };
  return { ...made, send, report, work };
};

const line = (sku: string, changes: Record<string, unknown> = {}) =>
  JSON.stringify(single(sku, 1, changes));

test('good lines become products, bad ones are reported with their number and why', async () => {
  const { send, report, work, list } = await newShop();
  const accepted = await send(
    [
      line('A'),
      '',
      '{"name":',
      line('B', { colour: 'red' }),
      line('A'),
      line('C', { name: '' }),
      '{"a":1,"a":2}',
      line('D'),
    ].join('\r\n'),
  );
  const { id } = accepted.body;
  expect([accepted.status, accepted.headers.location]).toEqual([202, `/v1/products/imports/${id}`]);
  const empty = { id, total: 7, imported: 0, refused: 0, errors: [] };
  expect(accepted.body).toEqual({ ...empty, status: 'running' });
  await work();
  const refused = (number: number, code: string, detail: string, errors: unknown[] = []) => ({
    line: number,
    code,
    detail,
    errors,
  });
  expect(await report(id)).toEqual({
    id,
    status: 'done',
    total: 7,
    imported: 2,
    refused: 5,
    errors: [
      refused(3, 'malformed-json', 'The body is not well-formed JSON'),
      refused(4, 'validation-failed', 'The request breaks a rule', [
        { pointer: '/colour', code: 'unknown-member', detail: 'is not known here' },
      ]),
      refused(5, 'already-exists', 'SKU A is taken.'),
      refused(6, 'validation-failed', 'The request breaks a rule', [
        expect.objectContaining({ pointer: '/name', code: 'minLength' }),
        expect.objectContaining({ pointer: '/name', code: 'pattern' }),
      ]),
      refused(7, 'duplicate-member', '"a"'),
    ],
  });
  expect((await list('sort=name')).body.items).toMatchObject([
    { name: 'Product A' },
    { name: 'Product D' },
  ]);
});

test('a part delivered several times imports its lines once', async () => {
  const { send, report, work, list } = await newShop();
  const { body } = await send([line('A'), line('A'), line('B')].join('\n'));
  await work(3);
  expect(await report(body.id)).toMatchObject({ status: 'done', imported: 2, refused: 1 });
  expect((await list()).body.items).toHaveLength(2);
});

test('work that was broken off is taken up again without counting a line twice', async () => {
  const { send, report, deliver, request } = await newShop();
  const { body } = await send([line('A'), line('B')].join('\n'));
  const part = { importId: body.id, part: 0 };
  await Promise.all([
    deliver('import-part', part, 'msg_the_same'),
    deliver('import-part', part, 'msg_the_same'),
  ]);
  expect(await report(body.id)).toMatchObject({ status: 'done', imported: 2, refused: 0 });
  expect((await request('list-movements', { params: { sku: 'A' } })).body.items).toHaveLength(1);
});

test('a large file is worked through in parts, and the report shows how far it is', async () => {
  const { send, report, work, said, deliver, list } = await newShop();
  const { body } = await send(
    Array.from({ length: 250 }, (_, number) => line(`N-${number}`)).join('\n'),
  );
  const first = (await said())[0]?.data as { importId: string; part: number };
  await deliver('import-part', first);
  const under = await report(body.id);
  expect(under).toMatchObject({ status: 'running', total: 250, refused: 0 });
  expect(under.imported).toBeGreaterThan(0);
  expect(await work()).toBeGreaterThan(2);
  expect(await report(body.id)).toMatchObject({ status: 'done', imported: 250 });
  expect((await list('limit=100')).body.items).toHaveLength(100);
});

test('what is no import is refused and nothing is stored', async () => {
  const { send, said, report } = await newShop();
  expect((await send(line('A'), 'application/json')).status).toBe(415);
  expect((await send('\n \n')).status).toBe(422);
  expect((await send(new Uint8Array([0x7b, 0xff, 0x7d]))).status).toBe(400);
  expect((await send(new Uint8Array(1024 * 1024 + 1))).status).toBe(413);
  expect((await send('{}\n'.repeat(10_000))).status).toBe(422);
  expect(await said()).toEqual([]);
  expect((await report('imp_unknown')).status).toBe(404);
  const { body } = await send(`{"name":"${'x'.repeat(70_000)}"}`);
  expect(body).toMatchObject({ total: 1 });
});
