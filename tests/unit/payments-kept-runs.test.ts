// What a run does with events that were kept, and what is written down for staff: each way it can go.
import { describe, expect, it } from 'vitest';
import { keep, type ParkedEvent } from '../../functions/payments/domain/parked-event.ts';
import { createLedgerStore } from '../../functions/payments/ledger/ledger-store.ts';
import { createParkedEventStore } from '../../functions/payments/resolving/parked-event-store.ts';
import { createRetryParked } from '../../functions/payments/resolving/retry-parked.ts';
import {
  createReviewStore,
  unmatchedReview,
} from '../../functions/payments/reviews/review-store.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { quietLog, quietReadable } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { eur } from '../support/payments.ts';

const at = '2026-01-01T00:00:00.000Z';
const event = {
  provider: 'sandbox',
  providerEventId: 'evt_1',
  kind: 'dispute.opened',
  reference: 'ord_1:authorization',
  providerReference: 'auth_1',
  amount: eur(100),
} as const;
const kept = keep({ id: 'pev_1', event: event as never, correlationId: 'request-1' }, at);

describe('a run', () => {
  const start = (found: Partial<ParkedEvent> | undefined, apply: () => Promise<unknown>) => {
    const did: unknown[] = [];
    let later: ParkedEvent | undefined = { ...kept, tries: 2 };
    const clock = testClock(Date.parse(at));
    clock.advance(60_000);
    const say = (level: string) => (_: unknown, text: string) => void did.push(`${level}: ${text}`);
    const run = createRetryParked({
      parked: {
        due: async function* (until: string, pageSize: number) {
          did.push(['due', until, pageSize]);
          yield ['pev_1'];
        },
        read: async () => found && { ...kept, ...found },
        postpone: async () => {
          did.push('postponed');
          return later;
        },
        remove: async (id: string) => void did.push(`removed ${id}`),
      } as never,
      applyProviderEvent: async (_, given) => {
        did.push(given);
        return apply() as never;
      },
      follow: async (orderId, _, given) => void did.push(['followed', orderId, given]),
      clock,
      log: { info: say('info'), error: say('error') } as never,
    });
    return {
      did,
      run: async () => ({ found: await run({ until: clock.now() }), did: did.slice(1) }),
      becomes: (state: ParkedEvent | undefined) => {
        later = state;
      },
    };
  };
  const causation = { correlationId: 'request-1', causationId: 'pev_1' };
  const tried = { causation, messageId: 'pev_1' };
  const said = 'info: kept events tried';
  const requested = { type: 'step-requested', key: 'ord_1:void' };

  it('takes up ten of each shard at a time', async () => {
    const { did, run } = start(undefined, async () => undefined);
    expect((await run()).found).toBe(0);
    expect(did[0]).toEqual(['due', '2026-01-01T00:01:00.000Z', 10]);
  });

  it.each([
    ['is gone', undefined],
    ['has been tried meanwhile', { nextTryAt: '2026-01-01T00:01:00.001Z' }],
    ['waits for a person', { nextTryAt: null }],
  ])('leaves alone what %s', async (_, found) => {
    const { run } = start(found, async () => undefined);
    expect(await run()).toEqual({ found: 0, did: [said] });
  });

  it('puts off what still fits no payment, and says so when it is for a person', async () => {
    const scene = start({}, async () => undefined);
    expect(await scene.run()).toEqual({ found: 0, did: [tried, 'postponed', said] });
    for (const later of [undefined, { ...kept, nextTryAt: null }]) {
      const other = start({}, async () => undefined);
      other.becomes(later);
      const told = later === undefined ? [] : ['error: a provider event fits no payment'];
      expect(await other.run()).toEqual({ found: 0, did: [tried, 'postponed', ...told, said] });
    }
  });

  it.each([
    ['goes on with what it has found', { kind: 'committed', events: [requested] }, ['ord_1:void']],
    ['and with what was found before', { kind: 'ignored', reason: 'twice' }, []],
  ])('%s', async (_, outcome, fresh) => {
    const { run } = start({}, async () => ({ orderId: 'ord_1', outcome }));
    const followed = ['followed', 'ord_1', { causation, fresh }];
    expect(await run()).toEqual({ found: 1, did: [tried, followed, 'removed pev_1', said] });
  });

  it('puts off what cannot be applied, so that it comes before a person in the end', async () => {
    const { run } = start({}, async () => {
      throw new Error('the payment cannot be read');
    });
    expect(await run()).toEqual({
      found: 0,
      did: [tried, 'error: a kept event was not applied', 'postponed', said],
    });
  });
});

describe('what staff is asked to look at', () => {
  const setUp = () => {
    const table = createMemoryTable();
    const clock = testClock(Date.parse(at));
    const commit = createUnitOfWork({ table, source: 'payments', clock, newId: countingIds() });
    return {
      table,
      parked: createParkedEventStore(table, commit),
      reviews: createReviewStore(table, clock, quietReadable()),
      ledger: createLedgerStore(table, quietReadable()),
    };
  };

  it('is an event that was tried twelve times in vain, and none before', async () => {
    const { table, parked, reviews } = setUp();
    const list = () => reviews.list({ limit: 9 });
    await table.transact([{ put: { pk: 'KEPT#pev_1', sk: 'STATE', ...kept, tries: 11 } }]);
    const twelfth = await parked.postpone({ ...kept, tries: 11 }, at);
    expect([twelfth?.tries, await list()]).toEqual([12, []]);
    const last = await parked.postpone({ ...kept, tries: 12 }, at);
    expect(last?.nextTryAt).toBe(null);
    expect(await list()).toEqual([
      {
        id: 'pev_1',
        kind: 'provider-event',
        orderId: 'ord_1',
        reasons: ['dispute.opened of a payment that is not known here'],
        since: at,
      },
    ]);
    expect(await parked.postpone({ ...kept, tries: 12 }, at)).toBe(undefined);
  });

  it('names an order by two hundred characters at most', () => {
    const long = { ...kept, event: { ...kept.event, reference: 'x'.repeat(300) } };
    expect(JSON.stringify(unmatchedReview(long))).toContain(`"${'x'.repeat(200)}"`);
  });

  it('is off the list when it was looked at, and in the audit log for a year', async () => {
    const { table, reviews } = setUp();
    await table.transact([unmatchedReview(kept)]);
    const closure = { reasons: ['one'], actor: 'usr_2', note: 'seen' };
    const key = { pk: 'KEPT#pev_1', sk: 'STATE' };
    await reviews.close('pev_1', key, closure);
    expect(table.all()).toEqual([
      {
        pk: 'AUDIT#2026-01-01',
        sk: `${at}#pev_1`,
        event: 'review-closed',
        at,
        target: 'pev_1',
        ...closure,
        expiresAt: Date.parse(at) / 1000 + 365 * 86_400,
      },
    ]);
    await expect(reviews.close('pev_1', key, closure)).rejects.toMatchObject({
      code: 'invalid-state',
    });
  });

  it('is the first report of a day, with five hundred of its differences', async () => {
    const { ledger } = setUp();
    const difference = { key: 'k', kind: 'capture', ours: eur(1), theirs: null } as const;
    const differences = Array.from({ length: 501 }, () => difference);
    await ledger.keepReport({ day: '2026-01-01', matched: 3, differences });
    await expect(
      ledger.keepReport({ day: '2026-01-01', matched: 4, differences: [] }),
    ).rejects.toThrow();
    const report = await ledger.report('2026-01-01');
    expect([report?.matched, report?.differing, report?.differences.length]).toEqual([3, 501, 500]);
    expect(await ledger.hasReport('2026-01-02')).toBe(false);
  });
});

it('nothing is said of no kept events', async () => {
  const said: string[] = [];
  const run = createRetryParked({
    parked: { due: async function* () {} } as never,
    applyProviderEvent: async () => undefined,
    follow: async () => {},
    clock: testClock(),
    log: { ...quietLog, info: (_: unknown, text: string) => void said.push(text) } as never,
  });
  expect([await run({ until: 0 }), said]).toEqual([0, []]);
});
