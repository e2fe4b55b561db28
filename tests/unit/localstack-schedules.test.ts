import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../localstack/cron.ts';

const next = (expression: string, after: string, zone?: string, since?: string) => {
  const found = parseSchedule(expression, zone, since ? Date.parse(since) : 0).next(
    Date.parse(after),
  );
  return found === undefined ? undefined : new Date(found).toISOString().replace(':00.000Z', 'Z');
};

describe('a schedule expression', () => {
  it.each([
    ['every fifteen minutes', 'cron(0/15 * * * ? *)', '2026-03-01T10:07:30Z', '2026-03-01T10:15Z'],
    ['at a time each day', 'cron(30 3 * * ? *)', '2026-03-01T03:30:00Z', '2026-03-02T03:30Z'],
    ['on working days', 'cron(0 9 ? * MON-FRI *)', '2026-03-06T09:00:00Z', '2026-03-09T09:00Z'],
    ['on the last day', 'cron(0 0 L * ? *)', '2026-02-10T00:00:00Z', '2026-02-28T00:00Z'],
    ['on the last Friday', 'cron(0 0 ? * FRIL *)', '2026-03-01T00:00:00Z', '2026-03-27T00:00Z'],
    ['on the second Monday', 'cron(0 0 ? * 2#2 *)', '2026-03-01T00:00:00Z', '2026-03-09T00:00Z'],
    ['in named months', 'cron(0 0 1 JAN,JUL ? *)', '2026-03-01T00:00:00Z', '2026-07-01T00:00Z'],
    ['in a leap year', 'cron(0 12 29 2 ? *)', '2026-03-01T00:00:00Z', '2028-02-29T12:00Z'],
    ['at hours in a list', 'cron(5 8,20 * * ? *)', '2026-03-01T08:05:00Z', '2026-03-01T20:05Z'],
  ])('%s', (_, expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('counts in its time zone, over a change of the clocks', () => {
    const zone = 'Europe/Berlin';
    expect(next('cron(0 3 * * ? *)', '2026-03-28T12:00:00Z', zone)).toBe('2026-03-29T01:00Z');
    expect(next('cron(0 3 * * ? *)', '2026-03-27T12:00:00Z', zone)).toBe('2026-03-28T02:00Z');
    expect(next('at(2026-07-01T12:00:00)', '2026-01-01T00:00:00Z', zone)).toBe('2026-07-01T10:00Z');
  });

  it('at runs once', () => {
    expect(next('at(2026-07-01T12:00:00)', '2026-07-01T12:00:00Z')).toBeUndefined();
  });

  it('rate counts from its start', () => {
    const since = '2026-03-01T10:01:00Z';
    expect(next('rate(5 minutes)', '2026-03-01T10:05:00Z', 'UTC', since)).toBe('2026-03-01T10:06Z');
    expect(next('rate(1 hour)', '2026-03-01T10:01:00Z', 'UTC', since)).toBe('2026-03-01T11:01Z');
  });

  it.each(['rate(0 minutes)', 'rate(5 weeks)', 'cron(0 3 * * ?)', 'cron(x * * * ? *)', 'daily'])(
    'refuses %s',
    (expression) => {
      expect(() => parseSchedule(expression).next(0)).toThrow();
    },
  );
});
