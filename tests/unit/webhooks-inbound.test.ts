// Webhooks of payment providers: verified over the raw bytes, kept once, passed on once.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiverEndpoints } from '../../functions/webhooks/inbound/http.ts';
import { createProviderEventStore } from '../../functions/webhooks/inbound/provider-event-store.ts';
import { sandboxWebhooks } from '../../functions/webhooks/inbound/sandbox.ts';
import {
  type SignatureFault,
  sign,
  signatureFault,
} from '../../platform/calls/standard-webhooks.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { epochSeconds } from '../../platform/kernel/clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { call, services } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { outcomeOf } from '../support/refusals.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const nextSecret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const key = 'ord_00000000000000000000000000000001:authorization';

const webhook = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    type: 'authorization.succeeded',
    timestamp: '2026-01-01T00:00:00.000Z',
    data: { id: 'auth_1', key, amount: 100, currency: 'EUR', reason: null, ...changes },
  });

const setUp = (secrets: readonly string[] = [secret]) => {
  const clock = testClock();
  const table = createMemoryTable();
  const lines: string[] = [];
  const log = createLog(
    { SERVICE: 'test', SERVICE_VERSION: '0', LOG_LEVEL: 'info' },
    { write: (line) => lines.push(line) },
  );
  const commit = createUnitOfWork({ table, source: 'webhooks', clock, newId: countingIds() });
  const [endpoint] = receiverEndpoints({
    sources: new Map([['sandbox', sandboxWebhooks(async () => secrets)]]),
    keep: createProviderEventStore(commit, clock),
    clock,
  });
  if (endpoint === undefined) throw new Error('no endpoint');
  const signed = (body: string, { id = 'evt_1', by = [secret], age = 0 } = {}) => {
    const timestamp = epochSeconds(clock) - age;
    return {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(by, { id, timestamp, body }),
    };
  };
  const post = (body: unknown, headers: Record<string, string>, provider = 'sandbox') =>
    call(endpoint, { body, headers, params: { provider } }, services({ clock, log }));
  const reasons = () => lines.map((line) => JSON.parse(line).reason);
  const messages = () =>
    table.all().flatMap((item) => (item.messages ?? []) as { envelope: { data: unknown } }[]);
  return { clock, table, signed, post, messages, reasons };
};

describe('a signed webhook', () => {
  it('is kept and passed on in our own words', async () => {
    const { signed, post, messages, table } = setUp();
    const body = webhook();
    expect(await post(body, signed(body))).toMatchObject({
      status: 202,
      body: { status: 'accepted' },
    });
    expect(messages().map(({ envelope }) => envelope.data)).toEqual([
      {
        provider: 'sandbox',
        providerEventId: 'evt_1',
        kind: 'authorization.succeeded',
        reference: key,
        providerReference: 'auth_1',
        amount: { amount: 100, currency: 'EUR' },
      },
    ]);
    expect(table.all().find(({ sk }) => sk === 'EVENT')?.body).toBe(body);
  });

  it('has one effect, though each delivery is accepted', async () => {
    const { signed, post, messages } = setUp();
    const body = webhook();
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async () => (await post(body, signed(body))).status),
    );
    expect(statuses).toEqual([202, 202, 202, 202, 202]);
    expect(messages()).toHaveLength(1);
  });

  it('of a kind that does not concern us is kept and moves nothing', async () => {
    const { signed, post, messages, table } = setUp();
    const body = webhook({ amount: '100' });
    expect((await post(body, signed(body))).status).toBe(202);
    expect(messages()).toEqual([]);
    expect(table.all()).toHaveLength(1);
  });

  it('is good with either secret during a rotation', async () => {
    const { signed, post } = setUp([nextSecret, secret]);
    const body = webhook();
    expect((await post(body, signed(body, { id: 'evt_1', by: [secret] }))).status).toBe(202);
    expect((await post(body, signed(body, { id: 'evt_2', by: [nextSecret] }))).status).toBe(202);
  });

  it('of a provider we do not know is 404', async () => {
    const { signed, post } = setUp();
    const body = webhook();
    expect(await post(body, signed(body), 'nobody')).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });
});

describe('a signature fault', () => {
  const body = webhook();
  const faults: readonly (readonly [
    string,
    SignatureFault,
    (good: Record<string, string>) => object,
  ])[] = [
    ['no id', 'id', ({ 'webhook-id': _, ...rest }) => rest],
    ['no timestamp', 'timestamp', ({ 'webhook-timestamp': _, ...rest }) => rest],
    ['no signature', 'signature', ({ 'webhook-signature': _, ...rest }) => rest],
    ['another id', 'signature', (good) => ({ ...good, 'webhook-id': 'evt_2' })],
    [
      'a timestamp with something behind it',
      'timestamp',
      (good) => ({ ...good, 'webhook-timestamp': `${good['webhook-timestamp']} ` }),
    ],
    [
      'a timestamp in milliseconds',
      'timestamp',
      (good) => ({ ...good, 'webhook-timestamp': `${good['webhook-timestamp']}000` }),
    ],
    [
      'another version',
      'signature',
      (good) => ({
        ...good,
        'webhook-signature': good['webhook-signature']?.replace('v1,', 'v2,'),
      }),
    ],
    [
      'a signature without padding',
      'signature',
      (good) => ({ ...good, 'webhook-signature': good['webhook-signature']?.replace('=', '') }),
    ],
    [
      'eleven signatures',
      'too-many',
      (good) => ({
        ...good,
        'webhook-signature': Array(11).fill(good['webhook-signature']).join(' '),
      }),
    ],
  ];

  it.each(faults)(
    '%s is 400 for its %s, which the log says, and stores nothing',
    async (_, reason, change) => {
      const { signed, post, table, reasons } = setUp();
      expect(await post(body, change(signed(body)) as Record<string, string>)).toMatchObject({
        status: 400,
        body: { code: 'webhook-signature-invalid' },
      });
      expect(reasons()).toEqual([reason]);
      expect(table.all()).toEqual([]);
    },
  );

  it.each([301, -301])('a timestamp %i seconds away is 400', async (age) => {
    const { signed, post, reasons } = setUp();
    expect(outcomeOf(await post(body, signed(body, { age })))).toBe(
      '400 webhook-signature-invalid',
    );
    expect(reasons()).toEqual(['timestamp']);
  });

  it('is found in every one of 10,000 mutations of the body', async () => {
    const timestamp = 1_767_225_600;
    const headers = {
      id: 'evt_1',
      timestamp: String(timestamp),
      signature: sign([secret], { id: 'evt_1', timestamp, body }),
    };
    const bytes = Buffer.from(body);
    expect(signatureFault([secret], headers, bytes, timestamp)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const mutated = Buffer.from(bytes);
        mutated[index] = (mutated[index] ?? 0) ^ change;
        return signatureFault([secret], headers, mutated, timestamp) === 'signature';
      }),
      { numRuns: 10_000 },
    );
  });

  it('is found in arbitrary headers', () => {
    const headers = fc.record({ id: fc.string(), timestamp: fc.string(), signature: fc.string() });
    fc.assert(
      fc.property(
        headers,
        (given) => signatureFault([secret], given, Buffer.from(body), 1_767_225_600) !== undefined,
      ),
      { numRuns: 2_000 },
    );
  });
});
