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
      hasReport: async (day: string) => known.includes(day),
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

it('is made once a day', async () => {
  const { report, looks } = await reportAt('2026-01-02T05:00:00.000Z', ['2026-01-01']);
  expect([report, looks]).toEqual([undefined, []]);
});
