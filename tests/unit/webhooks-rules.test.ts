// What an attempt means for a delivery and for its endpoint, and which URLs an endpoint may have: each rule at its edges.
import { describe, expect, it } from 'vitest';
import {
  deliveryIdOf,
  placeOf,
  positionAt,
} from '../../functions/webhooks/deliveries/delivery-id.ts';
import {
  attempted,
  type Delivery,
  dropped,
  pauseAfter,
  replayed,
  verdictOf,
} from '../../functions/webhooks/domain/delivery.ts';
import {
  afterAttempt,
  rotated,
  signingSecrets,
  type WebhookEndpointState,
  wants,
} from '../../functions/webhooks/domain/endpoint.ts';
import { checkUrl } from '../../functions/webhooks/domain/url-rules.ts';
import { refusal, refusalOf } from '../support/refusals.ts';

const at = '2026-01-01T00:00:00.000Z';
const atMs = Date.parse(at);
const iso = (ms: number) => new Date(atMs + ms).toISOString();
const hour = 3_600_000;

const delivery: Delivery = {
  id: 'dlv_1',
  endpointId: 'whe_1',
  eventId: 'msg_1',
  eventType: 'orders.order-confirmed.v1',
  subject: 'ord_1',
  body: '{}',
  status: 'pending',
  attempts: [],
  round: 0,
  nextAttemptAt: at,
  version: 1,
};

describe('an attempt', () => {
  it.each([
    [null, 'failed'],
    [199, 'failed'],
    [200, 'delivered'],
    [299, 'delivered'],
    [300, 'failed'],
    [409, 'failed'],
    [410, 'gone'],
    [411, 'failed'],
    [500, 'failed'],
  ])('that is answered with %s has %s', (status, verdict) => {
    expect(verdictOf({ status })).toBe(verdict);
  });

  it('that is taken ends the delivery', () => {
    expect(attempted(delivery, { status: 204 }, atMs, 0.5)).toEqual({
      ...delivery,
      status: 'delivered',
      round: 1,
      attempts: [{ at, status: 204 }],
      nextAttemptAt: null,
      version: 2,
    });
  });

  it('that fails is made again after the pause of its round, and says why', () => {
    const before = {
      ...delivery,
      round: 1,
      version: 7,
      attempts: [{ at: iso(-5_000), status: 500 }],
    };
    expect(attempted(before, { status: null, error: 'refused' }, atMs, 0.5)).toEqual({
      ...before,
      round: 2,
      attempts: [
        { at: iso(-5_000), status: 500 },
        { at, status: null, error: 'refused' },
      ],
      nextAttemptAt: iso(300_000),
      version: 8,
    });
  });

  it('that is the tenth, or is told that nobody is there, gives it up', () => {
    const last = attempted({ ...delivery, round: 9 }, { status: 500 }, atMs, 0.5);
    expect(last).toMatchObject({ status: 'failed', nextAttemptAt: null, round: 10 });
    const ninth = attempted({ ...delivery, round: 8 }, { status: 500 }, atMs, 0.5);
    expect(ninth).toMatchObject({ status: 'pending', nextAttemptAt: iso(24 * hour), round: 9 });
    const gone = attempted(delivery, { status: 410 }, atMs, 0.5);
    expect(gone).toMatchObject({ status: 'failed', nextAttemptAt: null });
  });

  it('waits 15 % less or more, by chance', () => {
    const pauses = [0, 0.5, 1].map((random) => pauseAfter(2, { status: 500 }, random) ?? 0);
    expect(pauses.map(Math.round)).toEqual([255_000, 300_000, 345_000]);
  });

  it('is one of the last fifty that are kept', () => {
    let kept = delivery;
    for (let count = 1; count <= 51; count += 1) {
      kept = attempted({ ...kept, round: 0 }, { status: 500 + count }, atMs, 0.5);
    }
    expect(kept.attempts.map(({ status }) => status)).toEqual(
      Array.from({ length: 50 }, (_, index) => 502 + index),
    );
  });
});

it('a delivery that is sent again begins anew, one whose endpoint is gone is given up', () => {
  const failed = {
    ...delivery,
    status: 'failed',
    round: 10,
    nextAttemptAt: null,
    version: 11,
  } as const;
  expect(replayed(failed, iso(1))).toEqual({
    ...failed,
    status: 'pending',
    round: 0,
    nextAttemptAt: iso(1),
    version: 12,
  });
  expect(dropped(delivery)).toEqual({
    ...delivery,
    status: 'failed',
    nextAttemptAt: null,
    version: 2,
  });
});

const endpoint: WebhookEndpointState = {
  id: 'whe_1',
  owner: 'cli_1',
  url: 'https://merchant.example.com/hook',
  eventTypes: ['orders.order-confirmed.v1'],
  status: 'enabled',
  secrets: [{ secret: 'whsec_new', goodUntil: null }],
  failingSince: null,
  version: 1,
  createdAt: at,
};

describe('an endpoint', () => {
  it('wants what it has named, or all, while it is switched on', () => {
    const asked = (changes: Partial<WebhookEndpointState>, type: string) =>
      wants({ ...endpoint, ...changes }, type);
    expect(asked({}, 'orders.order-confirmed.v1')).toBe(true);
    expect(asked({}, 'orders.order-shipped.v1')).toBe(false);
    expect(asked({ eventTypes: ['*'] }, 'orders.order-shipped.v1')).toBe(true);
    expect(asked({ eventTypes: ['*'], status: 'disabled' }, 'orders.order-shipped.v1')).toBe(false);
  });

  it('signs with a new secret and for a day more with the one before it', () => {
    const next = rotated(endpoint, 'whsec_newer', atMs);
    const former = { secret: 'whsec_new', goodUntil: iso(24 * hour) };
    expect(next).toEqual({
      ...endpoint,
      secrets: [{ secret: 'whsec_newer', goodUntil: null }, former],
    });
    expect(signingSecrets(next, iso(24 * hour - 1))).toEqual(['whsec_newer', 'whsec_new']);
    expect(signingSecrets(next, iso(24 * hour))).toEqual(['whsec_newer']);
    const third = rotated(next, 'whsec_newest', atMs);
    expect(third.secrets.map(({ secret }) => secret)).toEqual(['whsec_newest', 'whsec_newer']);
    expect(rotated({ ...endpoint, secrets: [] }, 'whsec_first', atMs).secrets).toEqual([
      { secret: 'whsec_first', goodUntil: null },
    ]);
  });

  it('has 120 hours from its first failure', () => {
    const failing = { ...endpoint, failingSince: at };
    expect(afterAttempt(endpoint, 'failed', atMs)).toEqual({ endpoint: failing });
    expect(afterAttempt(failing, 'failed', atMs + 120 * hour - 1)).toEqual({ endpoint: failing });
    expect(afterAttempt(failing, 'failed', atMs + 120 * hour)).toEqual({
      endpoint: { ...failing, status: 'disabled' },
      disabled: 'failing',
    });
    expect(afterAttempt(failing, 'delivered', atMs + 120 * hour)).toEqual({ endpoint });
  });

  it('that is gone is switched off, once', () => {
    const off = { ...endpoint, failingSince: at, status: 'disabled' } as const;
    expect(afterAttempt(endpoint, 'gone', atMs)).toEqual({ endpoint: off, disabled: 'gone' });
    expect(afterAttempt(off, 'gone', atMs + hour)).toEqual({ endpoint: off });
    expect(afterAttempt(off, 'failed', atMs + 121 * hour)).toEqual({ endpoint: off });
  });
});

describe('a URL', () => {
  const label = (length: number) => 'a'.repeat(length);
  const noName = 'the name is not a public one';
  const noSecrets = 'credentials do not belong into the URL';
  it.each([
    ['https://merchant.example.com/hook', undefined],
    ['https://merchant.example.com:443/', undefined],
    ['https://merchant.example.com:8443/', undefined],
    ['https://merchant.example.com:8444/', 'only the ports 443 and 8443 are taken'],
    ['http://merchant.example.com/', 'only https is taken'],
    ['https://me@merchant.example.com/', noSecrets],
    ['https://:secret@merchant.example.com/', noSecrets],
    ['https://93.184.216.34/', 'a name is wanted, not an address'],
    ['https://[2606:2800:220:1::1]/', 'a name is wanted, not an address'],
    ['https://merchant/', noName],
    ['https://merchant.internal/', noName],
    ['https://merchant..com/', noName],
    ['https://merchant.c0m/', noName],
    [`https://${label(63)}.com/`, undefined],
    [`https://${label(64)}.com/`, noName],
    ['https://xn--bcher-kva.xn--p1ai/', undefined],
    ['https://localhost/', noName],
    ['https://merchant.example.com/a b', 'it is not a URL'],
    ['merchant.example.com', 'it is not a URL'],
    ['https:merchant.example.com/', 'it is not a URL'],
    ['https:/merchant.example.com/', 'it is not a URL'],
    ['https:///merchant.example.com/', 'it is not a URL'],
  ])('%s: %s', (url, detail) => {
    const check = () => checkUrl(url, { allowsLoopback: false });
    if (detail === undefined) expect(check().href).toBe(new URL(url).href);
    else {
      expect(check).toThrow(refusal('webhook-url-rejected', { detail }));
      expect(refusalOf(check)?.errors).toEqual([
        { pointer: '/url', code: 'webhook-url-rejected', detail },
      ]);
    }
  });

  it.each([
    ['http://localhost:3000/', true],
    ['https://127.0.0.1:3000/', true],
    ['http://[::1]/', true],
    ['ftp://localhost/', false],
    ['http://me:secret@localhost:3000/', false],
    ['http://merchant.example.com@127.0.0.1/', false],
    ['http:localhost:3000/', false],
    ['http://merchant.example.com/', false],
  ])('on this machine: %s is taken while one develops: %s', (url, isTaken) => {
    expect(refusalOf(() => checkUrl(url, { allowsLoopback: true })) === undefined).toBe(isTaken);
    expect(refusalOf(() => checkUrl(url, { allowsLoopback: false }))).toBeDefined();
  });
});

describe('the id of a delivery', () => {
  const endpointId = `whe_${'0123456789abcdef'.repeat(2)}`;

  it('tells its time, its event and its endpoint', () => {
    const id = deliveryIdOf(endpointId, 'msg_1', 0x1a2b3c4d5e);
    expect(id).toMatch(/^dlv_001a2b3c4d5e[0-9a-f]{20}(0123456789abcdef){2}$/);
    expect(placeOf(id)).toEqual({ endpointId, position: id.slice(4, 36), timeMs: 0x1a2b3c4d5e });
    expect(deliveryIdOf(endpointId, 'msg_2', 0x1a2b3c4d5e)).not.toBe(id);
    expect([0, 255].map(positionAt)).toEqual(['000000000000', '0000000000ff']);
  });

  it.each([
    'dlv_nonsense',
    `dlv_${'0'.repeat(63)}`,
    `dlv_${'0'.repeat(65)}`,
    `whe_${'0'.repeat(64)}`,
  ])('is not %s', (id) => {
    expect(placeOf(id)).toBe(undefined);
  });
});
