// Days as people mean them: from midnight to midnight where they are, which is not always 24 hours.
import { AppError } from '../../../platform/kernel/errors.ts';

/** ISO times; the end is not part of it. */
export interface Span {
  readonly since: string;
  readonly before: string;
}

const hour = 3_600_000;

/** Throws `validation-failed` for a zone that is not in the database of time zones: https://www.iana.org/time-zones */
const formatIn = (timeZone: string): Intl.DateTimeFormat => {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  } catch {
    const detail = `${timeZone} is no time zone, such as Europe/Berlin.`;
    const errors = [{ pointer: '/timeZone', code: 'unknown-time-zone', detail }];
    throw new AppError('validation-failed', { errors });
  }
};

/** The first millisecond of the day: by halves, since a clock that is put forward at midnight has no midnight. */
const beginningOf = (day: string, format: Intl.DateTimeFormat): number => {
  const noon = Date.parse(`${day}T12:00:00Z`);
  // Clocks differ from UTC by at most 14 hours: https://en.wikipedia.org/wiki/List_of_UTC_offsets
  let [before, from] = [noon - 30 * hour, noon + 6 * hour];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (format.format(middle).padStart(day.length, '0') < day) before = middle;
    else from = middle;
  }
  return from;
};

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + 24 * hour).toISOString().replace(/T.*/, '');

/** `day` as `YYYY-MM-DD`. Throws `validation-failed` for an unknown time zone. */
export const dayIn = (day: string, timeZone = 'UTC'): Span => {
  const format = formatIn(timeZone);
  const since = beginningOf(day, format);
  const before = Math.max(since, beginningOf(dayAfter(day), format));
  return { since: new Date(since).toISOString(), before: new Date(before).toISOString() };
};
