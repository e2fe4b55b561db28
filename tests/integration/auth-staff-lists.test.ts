// What administrators are shown in lists: the audit log of a day, and OAuth clients.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthDatabase, admin, startAuthDatabase } from '../support/auth-database.ts';

let auth: AuthDatabase;
let token: string;
beforeAll(async () => {
  auth = await startAuthDatabase();
  token = (await auth.login(admin)).accessToken;
});
afterAll(() => auth.stop());

const managed = (route: string, id: string, json?: object) =>
  auth.call(route, { token, params: { id }, json });

describe('an administrator', () => {
  it('reads what administrators have changed on a day, page by page, and nobody else does', async () => {
    const person = await auth.customer('audited@example.com');
    const { id } = (await auth.call('GET /users/me', { token: person.token })).body;
    await managed('PUT /admin/users/{id}/roles', id, { roles: ['support'] });
    await managed('POST /admin/users/{id}/disable', id);
    const read = (search: string, as = token) =>
      auth.call('GET /admin/audit', { token: as, query: new URLSearchParams(search) });
    const first = await read('day=2026-01-01&limit=1');
    const second = await read(`day=2026-01-01&limit=1&cursor=${first.body.nextCursor}`);
    const entries = [...second.body.items, ...first.body.items];
    expect(entries.toSorted((one, other) => (one.event < other.event ? -1 : 1))).toEqual([
      {
        id: expect.stringMatching(/^aud_/),
        event: 'account-disabled',
        at: expect.stringMatching(/^2026-01-01T/),
        actor: 'usr_01980000000070008000000000000002',
        target: id,
      },
      expect.objectContaining({ event: 'roles-changed', target: id, roles: ['support'] }),
    ]);
    expect((await read('')).body.items.length).toBeGreaterThanOrEqual(2);
    expect((await read('day=2025-12-31')).body).toEqual({ items: [], nextCursor: null });
    const other = await read(`day=2025-12-31&cursor=${first.body.nextCursor}`);
    expect(other.body.code).toBe('invalid-cursor');
    for (const day of ['today', '2026-01-01%23', '2026-01-01#x', '']) {
      expect((await read(new URLSearchParams({ day }).toString())).status).toBe(422);
    }
    const staff = await auth.customer('no-auditor@example.com');
    expect((await read('', staff.token)).status).toBe(403);
  });
});

describe('OAuth clients', () => {
  it('are listed, the newest first, without their secrets, until they are removed', async () => {
    const names = ['One', '<script>top.pwned=1</script>', 'Three'];
    const ids: string[] = [];
    for (const name of names) {
      const json = { name, scopes: ['orders:fulfil'] };
      ids.push((await auth.call('POST /admin/clients', { token, json })).body.clientId);
    }
    const read = (search: string, as = token) =>
      auth.call('GET /admin/clients', { token: as, query: new URLSearchParams(search) });
    const first = await read('limit=2');
    expect(first.body.items).toEqual([
      { clientId: ids[2], name: 'Three', scopes: ['orders:fulfil'], createdAt: expect.any(String) },
      expect.objectContaining({ clientId: ids[1], name: names[1] }),
    ]);
    const second = await read(`limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items).toEqual([expect.objectContaining({ clientId: ids[0] })]);
    await managed('DELETE /admin/clients/{id}', ids[2] ?? '');
    expect((await read('limit=1')).body.items).toEqual([
      expect.objectContaining({ clientId: ids[1] }),
    ]);
    expect((await read('cursor=forged')).body.code).toBe('invalid-cursor');
    const customer = await auth.customer('no-clients@example.com');
    expect((await read('', customer.token)).status).toBe(403);
  });

  it('of before there was a list come into it with their next secret', async () => {
    const json = { name: 'Old', scopes: ['orders:fulfil'] };
    const { clientId } = (await auth.call('POST /admin/clients', { token, json })).body;
    await auth.table.transact([{ remove: { pk: 'CLIENTS', sk: clientId } }]);
    const ids = async () =>
      (await auth.call('GET /admin/clients', { token })).body.items.map(
        (client: { clientId: string }) => client.clientId,
      );
    expect(await ids()).not.toContain(clientId);
    await managed('POST /admin/clients/{id}/secret', clientId);
    expect(await ids()).toContain(clientId);
  });
});
