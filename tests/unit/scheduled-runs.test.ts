// What schedules start: what a run does in which order, how much of it, and when it stops.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { services } from '../../events/routes.ts';
import { createAudit } from '../../functions/auditor/scheduled-audit.ts';
import { createScheduledRun } from '../../functions/payments/resolving/scheduled-run.ts';
import { createWaking } from '../../functions/webhooks/deliveries/sweep.ts';
import { toAttributes } from '../../platform/data/dynamodb/attributes.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';

describe('the run of payments', () => {
  const start = (report: () => Promise<unknown>) => {
    const done: unknown[] = [];
    const run = createScheduledRun({
      report: async () => {
        done.push('report');
        return report();
      },
      retryParked: async (asked) => done.push(['kept', asked]),
      reconcile: async (asked) => {
        done.push(asked);
        return 7;
      },
      log: { error: ({ error }: { error: unknown }) => done.push(error) } as never,
    });
    return { done, run: () => run({ id: 'run_1', until: 28_000 }) };
  };

  const all = ['report', ['kept', { until: 12_000 }], { id: 'run_1', until: 27_000 }];

  it('reports, tries what was kept, and asks about payments until a second before its end', async () => {
    const { done, run } = start(async () => undefined);
    expect(await run()).toEqual({ asked: 7 });
    expect(done.toReversed()).toEqual(all);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['fails', () => Promise.reject(new Error('the provider lists nothing'))],
    ['takes its time', () => new Promise((resolve) => setTimeout(resolve, 20))],
  ])('asks about payments also where the report %s', async (_, report) => {
    const { done, run } = start(report);
    expect(await run()).toEqual({ asked: 7 });
    expect(done.slice(0, 3).toReversed()).toEqual(all);
  });
});

it('the run of payments that cannot look for them fails when its other parts have ended', async () => {
  const ended: string[] = [];
  const after = (part: string) => async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended.push(part);
  };
  const run = createScheduledRun({
    report: after('report'),
    retryParked: after('kept'),
    reconcile: async () => {
      throw new Error('the table does not answer');
    },
    log: quietLog,
  });
  await expect(run({ id: 'run_1', until: 28_000 })).rejects.toThrow('the table does not answer');
  expect(ended.sort()).toEqual(['kept', 'report']);
});

describe('the sweep of deliveries', () => {
  const start = (...overdue: string[]) => {
    const woken: [string, number][] = [];
    const said: unknown[] = [];
    const asked: number[] = [];
    const overdueEndpoints = async function* (pageSize: number) {
      asked.push(pageSize);
      yield overdue;
      yield overdue;
    };
    const wake = async (endpointId: string, seconds: number) => {
      if (endpointId === 'whe_bad') throw new Error('the queue does not answer');
      woken.push([endpointId, seconds]);
    };
    const log = { info: (what: unknown) => void said.push(what) } as never;
    return { woken, said, asked, sweep: createWaking({ overdueEndpoints }, wake, log) };
  };

  it('has each endpoint looked at that has something overdue, at once', async () => {
    const { woken, said, asked, sweep } = start('whe_1', 'whe_2');
    expect(await sweep()).toEqual({ woken: 2 });
    expect(woken).toEqual([
      ['whe_1', 0],
      ['whe_2', 0],
    ]);
    expect(said).toEqual([{ woken: 2 }]);
    expect(asked).toEqual([1_000]);
  });

  it('goes on with the others where one cannot be woken', async () => {
    const { woken, said, sweep } = start('whe_1', 'whe_bad', 'whe_2');
    await expect(sweep()).rejects.toThrow('not all endpoints were woken');
    expect([woken.map(([id]) => id), said]).toEqual([['whe_1', 'whe_2'], [{ woken: 2 }]]);
  });

  it('says nothing where nothing is', async () => {
    const { said, sweep } = start();
    expect(await sweep()).toEqual({ woken: 0 });
    expect(said).toEqual([]);
  });
});

describe('the audit', () => {
  const tables = Object.fromEntries(services.map((name) => [name, name])) as never;
  const pageOf = (items: readonly object[], isLast = true) => ({
    Items: items.map((item) => toAttributes(item as never)),
    ...(isLast ? {} : { LastEvaluatedKey: { pk: { S: 'a' } } }),
  });

  /** `scan` says what a table's next page is. */
  const start = (scan: (table: string, clock: ReturnType<typeof testClock>) => object) => {
    const clock = testClock();
    const dynamo = mockClient(DynamoDBClient);
    const scanned: string[] = [];
    dynamo.on(ScanCommand).callsFake(({ TableName }) => {
      scanned.push(TableName);
      return scan(TableName, clock);
    });
    const said: { what: unknown; text: string }[] = [];
    const say = (what: unknown, text: string) => void said.push({ what, text });
    const log = { ...quietLog, info: say, warn: say, error: say } as never;
    const pauses: number[] = [];
    const sleep = async (ms: number) => void pauses.push(ms);
    const audit = createAudit({ client: new DynamoDBClient({}), tables, clock, log, sleep });
    const run = async (forMs = 60_000) => {
      const result = await audit({ until: clock.now() + forMs });
      dynamo.restore();
      return result;
    };
    return { clock, scanned, said, pauses, run };
  };

  it('of nothing finds nothing, looks once, and says so', async () => {
    const { scanned, said, pauses, run } = start(() => pageOf([]));
    expect(await run()).toEqual({ breaches: 0, items: 0, complete: true });
    expect(scanned.sort()).toEqual([...services].sort());
    expect(pauses).toEqual([]);
    expect(said.map(({ text }) => text)).toEqual(['audited']);
    const [{ what } = { what: {} }] = said;
    expect(what).toMatchObject({
      Breaches: 0,
      AuditedItems: 0,
      complete: true,
      _aws: { Timestamp: testClock().now() },
    });
  });

  /** A message that waits to be sent since so long. */
  const waiting = (forMs: number) => {
    const pendingAt = new Date(testClock().now() - forMs).toISOString();
    const envelope = {
      id: 'msg_1',
      type: 'orders.order-confirmed.v1',
      subject: 's',
      time: pendingAt,
    };
    const messages = [{ destination: 'topic', envelope }];
    return { pk: 'ORDER#1', sk: 'OUT#1', pending: 'p0', pendingAt, messages };
  };

  it.each([
    [300_000, 0],
    [300_001, 1],
  ])('gives what was committed five minutes to be sent: %i ms', async (forMs, breaches) => {
    const { said, pauses, run } = start((table) =>
      pageOf(table === 'orders' ? [waiting(forMs)] : []),
    );
    expect(await run()).toEqual({ breaches, items: 1, complete: true });
    expect(pauses).toEqual(breaches === 0 ? [] : [2_000]);
    const errors = said.filter(({ text }) => text === 'an invariant is broken');
    expect(errors).toHaveLength(breaches);
  });

  it('reads a hundred thousand items of a table and no more', async () => {
    const page = pageOf(
      Array.from({ length: 1_000 }, () => ({ pk: 'a' })),
      false,
    );
    const { scanned, said, run } = start((table) => (table === 'orders' ? page : pageOf([])));
    expect(await run()).toEqual({ breaches: 0, items: 100_000, complete: false });
    expect(scanned.filter((table) => table === 'orders')).toHaveLength(100);
    expect(said.map(({ text }) => text)).toEqual(['the audit did not see everything', 'audited']);
  });

  it('stops reading four seconds before its end', async () => {
    const { scanned, run } = start((table, clock) => {
      if (table !== 'orders') return pageOf([]);
      clock.advance(scanned.filter((name) => name === 'orders').length === 1 ? 5_999 : 1);
      return pageOf([{ pk: 'a' }], false);
    });
    expect(await run(10_000)).toEqual({ breaches: 0, items: 2, complete: false });
  });
});
