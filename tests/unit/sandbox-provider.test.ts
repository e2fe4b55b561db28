// The sandbox payment provider as its own world: keys, limits, tokens, webhooks, a ledger that outlives it.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../localstack/tandem/provider/books.ts';
import { createLedger } from '../../localstack/tandem/provider/ledger.ts';
import { ledgerPage } from '../../localstack/tandem/provider/page.ts';
import { Refusal } from '../../localstack/tandem/provider/refusal.ts';
import { signatureFault } from '../../platform/calls/standard-webhooks.ts';
import {
  apiKey,
  listen,
  startProvider,
  type TestProvider,
  webhookSecret,
} from '../support/sandbox-provider.ts';

const request = (key: string, token = 'tok_approved') => ({
  key,
  reference: 'ord_1',
  amount: 100,
  currency: 'EUR',
  token,
});

describe('the ledger', () => {
  it('never captures more than was authorised, nor refunds more than was captured', () => {
    const step = fc.record({
      kind: fc.constantFrom('capture' as const, 'refund' as const, 'void' as const),
      key: fc.integer({ min: 1, max: 12 }).map((number) => `k${number}`),
      amount: fc.integer({ min: -5, max: 150 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const ledger = createLedger({ now: () => '2026-01-01T00:00:00.000Z' });
        const { id } = ledger.authorize(request('a'), { status: 'succeeded' });
        for (const { kind, key, amount } of steps) {
          try {
            ledger[kind]({ key, authorization: id, amount });
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        const { authorized, captured, refunded, voided } = ledger.totals(id);
        return captured + voided <= authorized && refunded <= captured;
      }),
      { numRuns: 500 },
    );
  });

  it('gives a key one operation for ever, also after a restart', () => {
    const saved: Operation[] = [];
    const options = { now: () => '2026-01-01T00:00:00.000Z' };
    const before = createLedger({ ...options, save: (operation) => saved.push(operation) });
    const first = before.authorize(request('a'), { status: 'pending' });
    before.settle(first.id, { status: 'succeeded' });
    const after = createLedger({ ...options, saved });
    expect(after.authorize(request('a'), { status: 'declined' })).toEqual({
      ...first,
      status: 'succeeded',
    });
    expect(() => after.authorize({ ...request('a'), amount: 1 }, { status: 'succeeded' })).toThrow(
      'idempotency_key_reused',
    );
  });

  it('is shown as a page that escapes what merchants send', () => {
    const ledger = createLedger({ now: () => '2026-01-01T00:00:00.000Z' });
    ledger.authorize({ ...request('a'), reference: '<script>' }, { status: 'succeeded' });
    expect(ledgerPage(ledger)).not.toContain('<script>');
  });
});

describe('over HTTP', () => {
  let provider: TestProvider;
  let hooks: { headers: Record<string, string>; body: string }[];
  let merchant: Awaited<ReturnType<typeof listen>>;
  let refusals: number;
  beforeEach(async () => {
    hooks = [];
    refusals = 0;
    merchant = await listen(async (incoming, outgoing) => {
      let body = '';
      for await (const chunk of incoming) body += chunk;
      hooks.push({ headers: incoming.headers as Record<string, string>, body });
      outgoing.writeHead(hooks.length <= refusals ? 503 : 202).end();
    });
    provider = await startProvider(merchant.url);
  });
  afterEach(async () => {
    await provider.stop();
    await merchant.stop();
  });

  const post = async (path: string, body: object, key = apiKey) => {
    const response = await fetch(`${provider.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Partial<Operation> & { error?: unknown };
    return { status: response.status, body: answer };
  };

  it('wants its API key', async () => {
    expect((await post('/v1/authorizations', request('a'), 'wrong')).status).toBe(401);
    expect(provider.ledger.list()).toEqual([]);
  });

  it('answers a declined card with 402 and the operation', async () => {
    expect(await post('/v1/authorizations', request('a', 'tok_declined'))).toMatchObject({
      status: 402,
      body: { status: 'declined', reason: 'card_declined' },
    });
  });

  it('fails once before it works, and has done nothing the first time', async () => {
    const first = await post('/v1/authorizations', request('a', 'tok_error_once'));
    expect([first.status, provider.ledger.list().length]).toEqual([500, 0]);
    const second = await post('/v1/authorizations', request('a', 'tok_error_once'));
    expect([second.status, provider.ledger.list().length]).toEqual([200, 1]);
  });

  it('tells the end of a pending payment by a signed webhook, until it is taken', async () => {
    refusals = 1;
    const { body } = await post('/v1/authorizations', request('a', 'tok_async_approved'));
    expect(body.status).toBe('pending');
    await expect.poll(() => hooks.length, { timeout: 5_000 }).toBe(2);
    const [first, second] = hooks;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const headers = {
      id: second?.headers['webhook-id'],
      timestamp: second?.headers['webhook-timestamp'],
      signature: second?.headers['webhook-signature'],
    };
    const bytes = Buffer.from(second?.body ?? '');
    expect(signatureFault([webhookSecret], headers, bytes, Date.now() / 1000)).toBeUndefined();
    expect(JSON.parse(second?.body ?? '')).toMatchObject({
      type: 'authorization.succeeded',
      data: { key: 'a', status: 'succeeded' },
    });
  });

  it('refuses to send an event about what it has never done, and says what is wrong', async () => {
    await post('/v1/authorizations', request('a', 'tok_approved'));
    const send = async (event: string, order: string) => {
      const { status, body } = await post('/v1/admin/trigger', { event, order, mode: 'normal' });
      return [status, body.error];
    };
    const order = request('a', 'tok_approved').reference;
    expect(await send('refund.failed', order)).toEqual([
      404,
      {
        code: 'no_such_operation',
        detail: `order ${order} has no refund yet, only authorization`,
      },
    ]);
    expect(await send('refund.failed', 'ord_0')).toEqual([
      404,
      { code: 'unknown_order', detail: 'the provider was never asked about order ord_0' },
    ]);
    expect(await send('__proto__', order)).toEqual([
      422,
      {
        code: 'unknown_event',
        detail: expect.stringContaining(
          'there is no event __proto__; there are authorization.succeeded',
        ),
      },
    ]);
  });
});
