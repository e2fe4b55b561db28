import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../localstack/scheduler/cron.ts';

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

  it('at a time that the clocks jump over runs an hour later on them', () => {
    const day = '2026-01-01T00:00:00Z';
    expect(next('at(2026-03-29T02:30:00)', day, 'Europe/Berlin')).toBe('2026-03-29T01:30Z');
    expect(next('at(2026-03-08T02:30:00)', day, 'America/New_York')).toBe('2026-03-08T07:30Z');
    expect(next('at(2026-10-25T02:30:00)', day, 'Europe/Berlin')).toBe('2026-10-25T00:30Z');
  });

  it('at runs once', () => {
    expect(next('at(2026-07-01T12:00:00)', '2026-07-01T12:00:00Z')).toBeUndefined();
  });

  it('rate counts from its start', () => {
    const since = '2026-03-01T10:01:00Z';
    expect(next('rate(5 minutes)', '2026-03-01T10:05:00Z', 'UTC', since)).toBe('2026-03-01T10:06Z');
    expect(next('rate(1 hour)', '2026-03-01T10:01:00Z', 'UTC', since)).toBe('2026-03-01T11:01Z');
  });

  it.each([
    [
      'on the last day of the week',
      'cron(0 0 ? * L *)',
      '2026-03-01T00:00:00Z',
      '2026-03-07T00:00Z',
    ],
    [
      'on the working day next to a Sunday',
      'cron(0 0 15W * ? *)',
      '2026-03-01T00:00:00Z',
      '2026-03-16T00:00Z',
    ],
    [
      'on the working day next to a Saturday',
      'cron(0 0 15W * ? *)',
      '2026-08-01T00:00:00Z',
      '2026-08-14T00:00Z',
    ],
    [
      'on the first working day within the month',
      'cron(0 0 1W * ? *)',
      '2026-08-01T00:00:00Z',
      '2026-08-03T00:00Z',
    ],
    ['on the last working day', 'cron(0 0 LW * ? *)', '2026-01-01T00:00:00Z', '2026-01-30T00:00Z'],
    [
      'no earlier than a month that has the day',
      'cron(0 0 31W * ? *)',
      '2026-04-01T00:00:00Z',
      '2026-05-29T00:00Z',
    ],
    ['in a far year', 'cron(0 0 1 1 ? 2032)', '2026-03-01T00:00:00Z', '2032-01-01T00:00Z'],
    [
      'at steps within a range',
      'cron(10-30/10 * * * ? *)',
      '2026-03-01T10:21:00Z',
      '2026-03-01T10:30Z',
    ],
  ])('%s', (_, expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('ends with its last year', () => {
    expect(next('cron(0 0 1 1 ? 2026)', '2026-01-01T00:00:00Z')).toBeUndefined();
    expect(next('cron(0 0 30 2 ? *)', '2026-01-01T00:00:00Z')).toBeUndefined();
  });

  it('runs once in an hour that comes twice, and not in one that is left out', () => {
    const zone = 'America/New_York';
    const often = 'cron(30 1 * * ? *)';
    expect(next(often, '2026-10-31T12:00:00Z', zone)).toBe('2026-11-01T05:30Z');
    expect(next(often, '2026-11-01T05:30:00Z', zone)).toBe('2026-11-02T06:30Z');
    expect(next(often, '2026-11-01T06:00:00Z', zone)).toBe('2026-11-02T06:30Z');
    expect(next('cron(30 2 * * ? *)', '2026-03-07T12:00:00Z', zone)).toBe('2026-03-09T06:30Z');
    const dublin = 'Europe/Dublin';
    expect(next(often, '2026-10-24T12:00:00Z', dublin)).toBe('2026-10-25T00:30Z');
    expect(next(often, '2026-10-25T00:30:00Z', dublin)).toBe('2026-10-26T01:30Z');
  });

  it.each([
    'rate(0 minutes)',
    'rate(5 weeks)',
    'rate(5 minute)',
    'daily',
    '5 minutes',
    'cron(0 3 * * ?)',
    'cron(x * * * ? *)',
    'cron(0 9 * * * *)',
    'cron(0 9 ? * ? *)',
    'cron(0 9 1 * MON *)',
    'cron(99 * * * ? *)',
    'cron(0 25 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 0 0 * ? *)',
    'cron(0 0 32 * ? *)',
    'cron(0 0 * 13 ? *)',
    'cron(0 0 ? * 0 *)',
    'cron(0 0 ? * 8 *)',
    'cron(0 0 ? * TUE#9 *)',
    'cron(0 0 ? * FRI-MON *)',
    'cron(0 22-2 * * ? *)',
    'cron(0/0 * * * ? *)',
    'cron(-5 * * * ? *)',
    'cron(1.5 * * * ? *)',
    'cron(,5 * * * ? *)',
    'cron(? * * * ? *)',
    'cron(0 0 1 1 ? 1969)',
    'cron(0 0 1 1 ? 2200)',
    'cron(0 0 XW * ? *)',
    'cron(0 0 32W * ? *)',
    'at(2026-02-30T12:00:00)',
    'at(2026-13-01T12:00:00)',
    'at(2026-07-01)',
    'at(2026-07-01T12:00)',
    'at(2026-07-01T25:00:00)',
    'at(2026-07-01T12:00:00Z)',
  ])('refuses %s', (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  });

  it('refuses a zone that is none', () => {
    expect(() => parseSchedule('cron(0 3 * * ? *)', 'Europe/Nowhere')).toThrow();
  });
});
