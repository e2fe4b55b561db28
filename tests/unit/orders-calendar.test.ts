// A day is from midnight to midnight where it is: with summer time, without a midnight, and skipped altogether.
import { expect, it } from 'vitest';
import { dayIn } from '../../containers/orders/lists/calendar.ts';
import { refusal } from '../support/refusals.ts';

it.each([
  ['2026-01-31', undefined, '2026-01-31T00:00:00.000Z', 24],
  ['2026-01-31', 'Europe/Berlin', '2026-01-30T23:00:00.000Z', 24],
  ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z', 24],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25],
  ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', 23],
  ['2026-01-01', 'Asia/Kolkata', '2025-12-31T18:30:00.000Z', 24],
  ['2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z', 24],
  ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z', 24],
  ['2026-01-01', 'Etc/GMT+12', '2026-01-01T12:00:00.000Z', 24],
  // Half an hour of summer time.
  ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z', 23.5],
  // Put forward and back at midnight.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 23],
  ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00.000Z', 25],
  // The day that Samoa left out.
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 0],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 24],
])('%s in %s begins at %s and has %d hours', (day, zone, since, hours) => {
  const before = new Date(Date.parse(since) + hours * 3_600_000).toISOString();
  expect(dayIn(day, zone)).toEqual({ since, before });
});

it.each(['Mars/Olympus', '', 'Europe', '+25:00'])('%j is no time zone', (zone) => {
  expect(() => dayIn('2026-01-01', zone)).toThrow(refusal('validation-failed'));
});
