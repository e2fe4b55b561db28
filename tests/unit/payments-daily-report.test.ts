// When the daily report is made, of which day, and how far it looks around it.
import { expect, it } from 'vitest';
import { createDailyReport } from '../../functions/payments/ledger/daily-report.ts';
import { quietLog } from '../support/http.ts';

const reportAt = async (time: string, known: readonly string[] = []) => {
  const looks: unknown[] = [];
  const kept: unknown[] = [];
  const look = (name: string) => async (from: string, until: string) => {
    looks.push([name, from, until]);
    return [];
  };
  const report = await createDailyReport({
    ledger: {
      reports: async () =>
        known
          .toSorted()
          .reverse()
          .map((day) => ({ day })),
      hasReport: async (day: string) => known.includes(day) || day === '2025-12-28',
      entries: look('ours'),
      keepReport: async (made: unknown) => void kept.push(made),
    },
    provider: { list: look('theirs'), find: () => Promise.reject(new Error('was asked')) },
    store: { load: () => Promise.reject(new Error('was asked')) },
    clock: { now: () => Date.parse(time) },
    log: quietLog,
  } as unknown as Parameters<typeof createDailyReport>[0])();
  return { report, looks, kept };
};

it.each([
  [
    '2026-01-02T00:59:59.999Z',
    '2025-12-31',
    '2025-12-30T23:00:00.000Z',
    '2026-01-01T01:00:00.000Z',
  ],
  [
    '2026-01-02T01:00:00.000Z',
    '2026-01-01',
    '2025-12-31T23:00:00.000Z',
    '2026-01-02T01:00:00.000Z',
  ],
  [
    '2026-01-02T23:00:00.000Z',
    '2026-01-01',
    '2025-12-31T23:00:00.000Z',
    '2026-01-02T01:00:00.000Z',
  ],
])('at %s is of %s, and looks an hour around it', async (time, day, from, until) => {
  const { report, looks, kept } = await reportAt(time);
  expect(report).toMatchObject({ day, matched: 0, differences: [] });
  expect(kept).toEqual([report]);
  expect(looks).toEqual([
    ['ours', from, until],
    ['theirs', from, until],
  ]);
});

it.each([
  ['the day before', [], '2026-01-01'],
  ['the day before, whatever is missing before it', ['2025-12-30'], '2026-01-01'],
  ['what is missing before it', ['2026-01-01', '2025-12-31', '2025-12-29'], '2025-12-30'],
  ['nothing before the first report', ['2026-01-01'], undefined],
  [
    'nothing that was reported and cannot be read',
    ['2026-01-01', '2025-12-31', '2025-12-30', '2025-12-29', '2025-12-27'],
    undefined,
  ],
])('is of %s', async (_, known, day) => {
  const { report } = await reportAt('2026-01-02T05:00:00.000Z', known);
  expect(report?.day).toBe(day);
});

it('is made once a day', async () => {
  const { report, looks } = await reportAt('2026-01-02T05:00:00.000Z', ['2026-01-01']);
  expect([report, looks]).toEqual([undefined, []]);
});

it.each([
  [0, 'info', 0],
  [1, 'error', 1],
  [100, 'error', 100],
  [101, 'error', 0],
])(
  'of %i differences is told as %s, and %i of them are asked about first',
  async (count, level, asked) => {
    const told: string[] = [];
    let loads = 0;
    const record = (number: number) => ({
      key: `ord_${number}:capture`,
      kind: 'capture',
      amount: { amount: 1, currency: 'EUR' },
      time: '2026-01-01T12:00:00.000Z',
      providerReference: 'p1',
    });
    const say = (name: string) => () => void told.push(name);
    const report = await createDailyReport({
      ledger: {
        reports: async () => [],
        hasReport: async () => false,
        entries: async () => [],
        keepReport: async () => {},
      },
      provider: {
        list: async () => Array.from({ length: count }, (_, number) => record(number)),
        find: () => Promise.reject(new Error('was asked')),
      },
      store: {
        load: async () => {
          loads += 1;
          return { state: { status: 'none' } };
        },
      },
      clock: { now: () => Date.parse('2026-01-02T05:00:00.000Z') },
      log: { info: say('info'), error: say('error') },
    } as unknown as Parameters<typeof createDailyReport>[0])();
    expect(report?.differences).toHaveLength(count);
    expect([told, loads]).toEqual([[level], asked]);
  },
);
