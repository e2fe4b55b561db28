// What staff sees and does: flagged payments are listed and closed, daily reports are read.

import { beforeEach, describe, expect, it } from 'vitest';
import { providerEventReceived } from '../../events/messages/webhooks.ts';
import { paymentEndpoints } from '../../functions/payments/http.ts';
import { createLedgerStore } from '../../functions/payments/ledger/ledger-store.ts';
import { staffEndpoints } from '../../functions/payments/reviews/http.ts';
import { createReviewStore } from '../../functions/payments/reviews/review-store.ts';
import { createLedger } from '../../localstack/tandem/provider/ledger.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { testClock } from '../support/clock.ts';
import { call, identity, quietReadable, services, type TestRequest } from '../support/http.ts';
import { ledgerProvider } from '../support/ledger-provider.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { authorizeBody, createPaymentService, eur, messageBody } from '../support/payments.ts';
import { calmPorts } from '../support/ports.ts';
import { outcomeOf } from '../support/refusals.ts';

const setUp = () => {
  const clock = testClock();
  const table = createMemoryTable();
  const provider = ledgerProvider(createLedger({ now: () => '' }), calmPorts);
  const service = createPaymentService({ table, clock, provider });
  const ledger = createLedgerStore(table, quietReadable());
  const endpoints = [
    ...paymentEndpoints(service.store),
    ...staffEndpoints({
      handle: service.handle,
      reviews: createReviewStore(table, clock, quietReadable()),
      ledger,
      unreadable: { list: async () => ({ items: [], last: null }) },
      cursors: async () => createSeals('key'),
      clock,
    }),
  ];
  const ask = (operation: string, request: TestRequest = {}, roles: string[] = ['admin']) => {
    const endpoint = endpoints.find(({ contract }) => contract.id === `payments.${operation}`);
    if (endpoint === undefined) throw new Error(`no ${operation}`);
    const headers = { authorization: 'Bearer token', 'x-request-id': 'request-00000001' };
    const caller = services({ clock, verify: async () => identity({ roles }) });
    return call(endpoint, { ...request, headers }, caller);
  };
  const tell = (orderId: string, kind: 'dispute.opened' | 'capture.succeeded') =>
    service.inbox(
      messageBody(providerEventReceived, orderId, {
        provider: 'sandbox',
        providerEventId: newId('evt'),
        kind,
        reference: `${orderId}:${kind === 'dispute.opened' ? 'authorization' : 'capture:c9'}`,
        providerReference: 'auth_1',
        amount: eur(100),
      }),
    );
  /** A payment with a dispute, and the reason it is flagged for. */
  const disputed = async () => {
    const orderId = newId('ord');
    await service.inbox(authorizeBody(orderId, 'tok_approved'));
    await tell(orderId, 'dispute.opened');
    return orderId;
  };
  const list = async () => (await ask('list-reviews')).body.items;
  const close = (id: string, reasons: readonly string[] = [dispute], roles = ['admin']) =>
    ask('close-review', { params: { id }, body: { reasons, note: 'agreed with Ada' } }, roles);
  return { ...service, clock, table, ledger, ask, tell, disputed, list, close };
};

const dispute = 'dispute opened: no reason given';

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});

describe('a flagged payment', () => {
  it('is listed with its reasons, since it was flagged first', async () => {
    const { disputed, tell, list, clock, ask } = world;
    const orderId = await disputed();
    clock.advance(60_000);
    await tell(orderId, 'capture.succeeded');
    const strange = `the provider has done ${orderId}:capture:c9, which was never asked for`;
    expect(await list()).toEqual([
      {
        id: orderId,
        kind: 'payment',
        orderId,
        reasons: [dispute, strange],
        since: '2026-01-01T00:00:00.000Z',
      },
    ]);
    const read = { params: { orderId } };
    expect((await ask('read', read)).body.flags).toEqual([dispute, strange]);
    expect((await ask('read', read, ['customer'])).body.flags).toBeUndefined();
  });

  it('is off the list when it was looked at, with an entry in the audit log, and orders hear of it', async () => {
    const { disputed, list, close, table, said } = world;
    const orderId = await disputed();
    expect((await close(orderId)).status).toBe(204);
    expect(await list()).toEqual([]);
    expect((await said(orderId)).at(-1)).toBe('payments.payment-cleared.v1');
    expect(table.all().filter(({ pk }) => pk.startsWith('AUDIT#'))).toEqual([
      {
        pk: 'AUDIT#2026-01-01',
        sk: `2026-01-01T00:00:00.000Z#${orderId}`,
        event: 'review-closed',
        at: '2026-01-01T00:00:00.000Z',
        actor: identity().subject,
        target: orderId,
        reasons: [dispute],
        note: 'agreed with Ada',
        expiresAt: 1_798_761_600,
      },
    ]);
  });

  it('keeps what came while somebody looked, and orders hear of nothing yet', async () => {
    const { disputed, tell, list, close, said } = world;
    const orderId = await disputed();
    await tell(orderId, 'capture.succeeded');
    expect((await close(orderId)).status).toBe(204);
    expect(await list()).toMatchObject([{ reasons: [expect.stringContaining('capture:c9')] }]);
    expect(await said(orderId)).not.toContain('payments.payment-cleared.v1');
  });

  it('is not flagged again for what was looked at', async () => {
    const { disputed, tell, list, close } = world;
    const orderId = await disputed();
    await tell(orderId, 'capture.succeeded');
    const [{ reasons }] = await list();
    await close(orderId, reasons);
    await tell(orderId, 'capture.succeeded');
    expect(await list()).toEqual([]);
  });

  it('is closed once, and only for a reason that is open', async () => {
    const { disputed, close } = world;
    const orderId = await disputed();
    const refused = { status: 409, body: { code: 'invalid-state' } };
    expect(await close(orderId, ['another reason'])).toMatchObject(refused);
    expect((await close(orderId)).status).toBe(204);
    expect(await close(orderId)).toMatchObject(refused);
  });

  it('is closed by one of two at once', async () => {
    const { disputed, close } = world;
    const orderId = await disputed();
    const answers = await Promise.all([close(orderId), close(orderId)]);
    expect(answers.map(outcomeOf).sort()).toEqual(['204', '409 invalid-state']);
  });
});

describe('closing a review', () => {
  it.each(['support', 'customer', 'fulfilment'])('is not for %s', async (role) => {
    const { disputed, close, list } = world;
    const orderId = await disputed();
    expect(outcomeOf(await close(orderId, [dispute], [role]))).toBe('403 forbidden');
    expect(await list()).toHaveLength(1);
  });

  it.each(['nonsense', '../REPORTS', 'ord_1', 'pev_', 'ENDPOINTS'])(
    'of %j finds nothing',
    async (id) => {
      expect(await world.close(id)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    },
  );

  it('of an order without a payment finds nothing', async () => {
    expect(outcomeOf(await world.close(newId('ord')))).toBe('404 not-found');
  });

  it('of an event that waits for nobody is refused', async () => {
    expect(outcomeOf(await world.close(newId('pev')))).toBe('409 invalid-state');
  });

  it.each([
    {},
    { reasons: [dispute] },
    { reasons: [], note: 'n' },
    { reasons: [''], note: 'n' },
    { reasons: dispute, note: 'n' },
    { reasons: [dispute], note: ' ' },
    { reasons: [dispute], note: 'n'.repeat(501) },
    { reasons: Array(51).fill(dispute), note: 'n' },
  ])('%j is refused with 422', async (body) => {
    const { disputed, ask, list } = world;
    const id = await disputed();
    expect(outcomeOf(await ask('close-review', { params: { id }, body }))).toBe(
      '422 validation-failed',
    );
    const forged = { reasons: [dispute], note: 'n', actor: 'usr_1' };
    expect(outcomeOf(await ask('close-review', { params: { id }, body: forged }))).toBe(
      '422 unknown-member',
    );
    expect(await list()).toHaveLength(1);
  });

  it('takes a kept event off the list for good', async () => {
    const { tell, clock, retryKept, list, close, table } = world;
    await tell(newId('ord'), 'dispute.opened');
    for (let turn = 0; turn < 12; turn += 1) {
      clock.advance(60_000 * 2 ** turn);
      await retryKept();
    }
    const [review] = await list();
    expect((await close(review.id, review.reasons)).status).toBe(204);
    expect(await list()).toEqual([]);
    expect(table.all().filter(({ pk }) => pk.startsWith('KEPT#'))).toEqual([]);
  });
});

describe('lists', () => {
  it('of reviews come in pages, each review once', async () => {
    const { disputed, ask } = world;
    const orderIds: string[] = [];
    for (let count = 0; count < 5; count += 1) orderIds.push(await disputed());
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = new URLSearchParams({ limit: '2', ...(cursor !== '' && { cursor }) });
      const { body } = await ask('list-reviews', { query: query.toString() });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(orderIds.toSorted());
  });

  it.each(['list-reviews', 'list-reports'])(
    '%s takes no forged cursor, and no customer',
    async (route) => {
      const { ask } = world;
      expect(await ask(route, { query: 'cursor=x.y' })).toMatchObject({
        status: 400,
        body: { code: 'invalid-cursor' },
      });
      expect(outcomeOf(await ask(route, { query: 'limit=101' }))).toBe('422 validation-failed');
      expect(outcomeOf(await ask(route, {}, ['customer']))).toBe('403 forbidden');
      expect((await ask(route, {}, ['support'])).status).toBe(200);
    },
  );
});

describe('the daily reports', () => {
  const difference = {
    key: 'ord_1:authorization',
    kind: 'authorization',
    ours: null,
    theirs: eur(5),
  } as const;
  const keep = (day: string, differences = [difference]) =>
    world.ledger.keepReport({ day, matched: 7, differences });

  it('are listed, newest first', async () => {
    await keep('2026-01-01');
    await keep('2026-01-03', []);
    await keep('2026-01-02');
    const { body } = await world.ask('list-reports', { query: 'limit=2' });
    expect(body).toEqual({
      items: [
        { day: '2026-01-03', matched: 7, differing: 0 },
        { day: '2026-01-02', matched: 7, differing: 1 },
      ],
      nextCursor: expect.any(String),
    });
    const query = new URLSearchParams({ limit: '2', cursor: body.nextCursor }).toString();
    expect((await world.ask('list-reports', { query })).body).toEqual({
      items: [{ day: '2026-01-01', matched: 7, differing: 1 }],
      nextCursor: null,
    });
  });

  it('are read with their differences', async () => {
    await keep('2026-01-01');
    expect((await world.ask('read-report', { params: { day: '2026-01-01' } })).body).toEqual({
      day: '2026-01-01',
      matched: 7,
      differing: 1,
      differences: [difference],
    });
  });

  it('are listed twenty at a time where nobody asks for more', async () => {
    for (let day = 10; day < 31; day += 1) await keep(`2026-01-${day}`, []);
    const { body } = await world.ask('list-reports', {});
    expect([body.items.length, body.nextCursor]).toEqual([20, expect.any(String)]);
  });

  it.each(['2026-01-09', 'yesterday', '2026-1-1', 'REPORTS'])('of %s is not there', async (day) => {
    expect(outcomeOf(await world.ask('read-report', { params: { day } }))).toBe('404 not-found');
  });

  it('is not for customers', async () => {
    await keep('2026-01-01');
    const read = { params: { day: '2026-01-01' } };
    expect(outcomeOf(await world.ask('read-report', read, ['customer']))).toBe('403 forbidden');
  });
});
