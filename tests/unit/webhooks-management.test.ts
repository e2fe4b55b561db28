// Endpoints and deliveries over HTTP: ownership, versions, secrets shown once, sending again.

import { describe, expect, it } from 'vitest';
import { StaleDelivery } from '../../functions/webhooks/deliveries/delivery-store.ts';
import { deliveryEndpoints } from '../../functions/webhooks/deliveries/http.ts';
import { managementEndpoints } from '../../functions/webhooks/endpoints/http.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { countingIds } from '../support/clock.ts';
import { call, identity, services, type TestRequest } from '../support/http.ts';
import { outcomeOf } from '../support/refusals.ts';
import { createOutbound } from '../support/webhooks.ts';

const merchant = identity({ subject: 'cli_merchant', kind: 'client', scopes: ['webhooks:manage'] });
const other = identity({ subject: 'cli_other', kind: 'client', scopes: ['webhooks:manage'] });
const admin = identity({ roles: ['admin'] });
const url = 'https://merchant.example.com/hook';

const setUp = (status = 204) => {
  const outbound = createOutbound(() => ({ status }));
  const cursors = async () => createSeals('key');
  const { endpoints, deliveries, wake, clock } = outbound;
  const all = [
    ...managementEndpoints({
      endpoints,
      rules: { allowsLoopback: false },
      cursors,
      clock,
      newId: countingIds(),
    }),
    ...deliveryEndpoints({ endpoints, deliveries, cursors, wake, clock }),
  ];
  const ask = (operation: string, request: TestRequest = {}, caller = merchant) => {
    const found = all.find(({ contract }) => contract.id === `webhooks.${operation}`);
    if (found === undefined) throw new Error(`no ${operation}`);
    const headers = {
      authorization: 'Bearer token',
      'x-request-id': 'request-00000001',
      ...request.headers,
    };
    return call(found, { ...request, headers }, services({ verify: async () => caller, clock }));
  };
  const create = async (caller = merchant) =>
    (await ask('create-endpoint', { body: { url, eventTypes: ['*'] } }, caller)).body;
  return { ...outbound, ask, create };
};

describe('an endpoint', () => {
  it('is created with a secret that is never shown again', async () => {
    const { ask } = setUp();
    const body = { url, eventTypes: ['orders.order-confirmed.v1'], description: 'ERP' };
    const created = await ask('create-endpoint', { body });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^whe_/),
      ...body,
      status: 'enabled',
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const { secret: _, ...shown } = created.body;
    const read = await ask('read-endpoint', { params: { id: created.body.id } });
    expect(read.body).toEqual(shown);
    expect(read.headers.etag).toBe('"1"');
    expect((await ask('list-endpoints')).body).toEqual({ items: [shown], nextCursor: null });
  });

  it.each([
    [{ url: 'http://merchant.example.com', eventTypes: ['*'] }, 'webhook-url-rejected'],
    [{ url: 'https://10.0.0.1/', eventTypes: ['*'] }, 'webhook-url-rejected'],
    [{ url, eventTypes: [] }, 'validation-failed'],
    [{ url, eventTypes: ['orders.unheard-of.v1'] }, 'validation-failed'],
    [{ url, eventTypes: ['*'], owner: 'cli_other' }, 'unknown-member'],
  ])('%j is refused as %s', async (body, code) => {
    const { ask } = setUp();
    expect(await ask('create-endpoint', { body })).toMatchObject({ status: 422, body: { code } });
  });

  it('belongs to its creator; administrators see all, others nothing', async () => {
    const { ask, create } = setUp();
    const { id } = await create();
    const params = { id };
    expect((await ask('read-endpoint', { params }, admin)).status).toBe(200);
    const strange = await ask('read-endpoint', { params }, other);
    const unknown = await ask('read-endpoint', { params: { id: `whe_${'9'.repeat(32)}` } });
    expect(outcomeOf(strange)).toBe('404 not-found');
    expect(strange.body).toEqual(unknown.body);
    expect((await ask('list-endpoints', {}, other)).body.items).toEqual([]);
    for (const operation of ['delete-endpoint', 'rotate-secret', 'list-deliveries']) {
      expect(outcomeOf(await ask(operation, { params }, other))).toBe('404 not-found');
    }
  });

  it('is changed only in the version that was read', async () => {
    const { ask, create } = setUp();
    const { id } = await create();
    const change = (ifMatch?: string) =>
      ask('change-endpoint', {
        params: { id },
        body: { status: 'disabled' },
        ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
      });
    expect(outcomeOf(await change())).toBe('428 precondition-required');
    expect(outcomeOf(await change('"7"'))).toBe('412 precondition-failed');
    expect(await change('"1"')).toMatchObject({ status: 200, body: { status: 'disabled' } });
    expect(outcomeOf(await change('"1"'))).toBe('412 precondition-failed');
  });

  it.each([
    ['delete-endpoint', '"7"', '412 precondition-failed'],
    ['delete-endpoint', '"7", "1"', '204'],
    ['delete-endpoint', '*', '204'],
    ['rotate-secret', '"7"', '412 precondition-failed'],
    ['rotate-secret', '"1"', '200'],
    ['rotate-secret', '*', '200'],
  ])('%s with If-Match %s answers %s', async (operation, header, outcome) => {
    const { ask, create } = setUp();
    const params = { id: (await create()).id };
    const asked = await ask(operation, { params, headers: { 'if-match': header } });
    expect(outcomeOf(asked)).toBe(outcome);
  });

  it('has at most nineteen others beside it', async () => {
    const { ask, create } = setUp();
    for (let count = 0; count < 20; count += 1) await create();
    expect(await create()).toMatchObject({ code: 'too-many-endpoints' });
    expect((await ask('list-endpoints', { query: 'limit=20' })).body.nextCursor).toBeNull();
    await create(other);
    const { body: all } = await ask('list-endpoints', {}, admin);
    expect([all.items.length, all.nextCursor]).toEqual([20, expect.any(String)]);
    const first = await ask('list-endpoints', { query: 'limit=15' });
    expect(first.body.items).toHaveLength(15);
    const rest = await ask('list-endpoints', {
      query: `limit=15&cursor=${encodeURIComponent(first.body.nextCursor)}`,
    });
    expect(rest.body.items).toHaveLength(5);
    expect((await ask('delete-endpoint', { params: { id: rest.body.items[0].id } })).status).toBe(
      204,
    );
    expect(await create()).toMatchObject({ status: 'enabled' });
  });

  it('is changed or deleted once, of two that want it at once', async () => {
    const { ask, create } = setUp();
    const { id } = await create();
    const both = async (operation: string, request: TestRequest) => {
      const asked = [1, 2].map(() => ask(operation, { params: { id }, ...request }));
      return (await Promise.all(asked)).map(outcomeOf).sort();
    };
    const change = { body: { status: 'disabled' }, headers: { 'if-match': '"1"' } };
    expect(await both('change-endpoint', change)).toEqual(['200', '412 precondition-failed']);
    const any = { ...change, headers: { 'if-match': '*' } };
    expect(await both('change-endpoint', any)).toEqual(['200', '200']);
    expect(await both('delete-endpoint', {})).toEqual(['204', '404 not-found']);
  });

  it('gets a new secret, shown once', async () => {
    const { ask, create } = setUp();
    const { id, secret } = await create();
    const rotated = await ask('rotate-secret', { params: { id } });
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(rotated.body.secret).not.toBe(secret);
  });
});

describe('deliveries', () => {
  const failed = async () => {
    const context = setUp(410);
    const { id } = await context.create();
    const publish = (eventId: string) => context.publish(Number(id.slice(4)), eventId);
    await publish('msg_00000001');
    await context.pass(1_000);
    return { ...context, id, publish };
  };

  it('are listed twenty at a time where nobody asks for more', async () => {
    const { ask, create, publish } = setUp(200);
    const { id } = await create();
    for (let count = 10; count < 31; count += 1) {
      await publish(Number(id.slice(4)), `msg_000000${count}`);
    }
    const { body } = await ask('list-deliveries', { params: { id } });
    expect([body.items.length, body.nextCursor]).toEqual([20, expect.any(String)]);
  });

  it('are listed newest first with their attempts', async () => {
    const { ask, id } = await failed();
    const one = await ask('list-deliveries', { params: { id }, query: 'limit=1' });
    expect([one.body.items.length, one.body.nextCursor]).toEqual([1, null]);
    expect((await ask('list-deliveries', { params: { id } })).body).toEqual({
      items: [
        {
          id: expect.stringMatching(/^dlv_/),
          eventId: 'msg_00000001',
          eventType: 'orders.order-confirmed.v1',
          status: 'failed',
          attempts: [{ at: '2026-01-01T00:00:00.000Z', status: 410 }],
          nextAttemptAt: null,
        },
      ],
      nextCursor: null,
    });
  });

  it('are sent again one by one, under the id of their event', async () => {
    const { ask, id, sent, pass } = await failed();
    const enable = { params: { id }, body: { status: 'enabled' }, headers: { 'if-match': '*' } };
    await ask('change-endpoint', enable);
    const [delivery] = (await ask('list-deliveries', { params: { id } })).body.items;
    const params = { id: delivery.id };
    expect(outcomeOf(await ask('replay', { params }, other))).toBe('404 not-found');
    expect(await ask('replay', { params })).toMatchObject({
      status: 202,
      body: { status: 'pending' },
    });
    await pass(0);
    expect(sent.map(({ headers }) => headers['webhook-id'])).toEqual([
      'msg_00000001',
      'msg_00000001',
    ]);
    expect(outcomeOf(await ask('replay', { params: { id: 'dlv_nonsense' } }))).toBe(
      '404 not-found',
    );
  });

  it('are not sent again over another change of them', async () => {
    const { ask, id } = await failed();
    const [delivery] = (await ask('list-deliveries', { params: { id } })).body.items;
    const replay = () => ask('replay', { params: { id: delivery.id } });
    const outcomes = (await Promise.all([replay(), replay()])).map(outcomeOf);
    expect(outcomes.sort()).toEqual(['202', '409 invalid-state']);
  });

  it('of a time range are sent again also where somebody else has just had one of them', async () => {
    const { ask, id, deliveries } = await failed();
    const { replace } = deliveries;
    Object.assign(deliveries, { replace: async () => Promise.reject(new StaleDelivery('dlv_1')) });
    const body = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
    expect((await ask('replay-range', { params: { id }, body })).status).toBe(202);
    Object.assign(deliveries, { replace });
  });

  it('of a time range are sent again together', async () => {
    const { ask, id, pass, sent } = await failed();
    const enable = { params: { id }, body: { status: 'enabled' }, headers: { 'if-match': '*' } };
    await ask('change-endpoint', enable);
    const range = (from: string, to: string) =>
      ask('replay-range', { params: { id }, body: { from, to } });
    expect((await range('2026-01-01T00:00:01Z', '2026-01-02T00:00:00Z')).body).toEqual({
      replayed: 0,
    });
    expect((await range('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')).body).toEqual({
      replayed: 1,
    });
    await pass(0);
    expect(sent).toHaveLength(2);
    expect(outcomeOf(await range('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'))).toBe(
      '422 validation-failed',
    );
  });
});
