// Schedule expressions of EventBridge Scheduler: rate(…), cron(…) and at(…).
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { calendarDays, type DayTest, daysOfMonth, daysOfWeek } from './days.ts';
import { months, numbersOf } from './fields.ts';
import { type ClockTime, instantBefore, instantsOf, localTime, zoneOf } from './zone.ts';

export interface Schedule {
  /** The first time after this one, or undefined when there is none left. */
  next(after: number): number | undefined;
}

const minute = 60_000;
const units: Record<string, number> = { minute, hour: 60 * minute, day: 1440 * minute };
const [firstYear, lastYear] = [1970, 2199];

/** Exactly one of the two days is `?`. */
function dayTest(ofMonth: string, ofWeek: string): DayTest {
  if ((ofMonth === '?') === (ofWeek === '?')) {
    throw new Error('cron: one of day-of-month and day-of-week is ?, the other is not');
  }
  return ofMonth === '?' ? daysOfWeek(ofWeek) : daysOfMonth(ofMonth);
}

/** Works on the calendar of its zone, so that an hour that comes twice runs once. */
function cron(expression: string, timeZone: string): Schedule {
  const fields = expression.trim().split(/\s+/);
  const [minutes = '', hours = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6) throw new Error(`cron(${expression}) needs six fields`);
  const minuteList = numbersOf(minutes, { name: 'minutes', low: 0, high: 59 });
  const hourList = numbersOf(hours, { name: 'hours', low: 0, high: 23 });
  const monthSet = new Set(numbersOf(month, { name: 'month', low: 1, high: 12, names: months }));
  const yearSet = new Set(numbersOf(year, { name: 'year', low: firstYear, high: lastYear }));
  const isDay = dayTest(day, weekday);
  const zone = zoneOf(timeZone);

  function* times(from: ClockTime): Generator<ClockTime> {
    for (const date of calendarDays(from, { years: yearSet, months: monthSet, last: lastYear })) {
      if (!isDay(date)) continue;
      for (const hour of hourList) {
        for (const one of minuteList) yield { ...date, hour, minute: one };
      }
    }
  }

  return {
    next(after) {
      for (const time of times(localTime(after, zone))) {
        // An hour that is left out in spring gives none; one that comes twice in autumn, its first.
        const [instant] = instantsOf(time, zone);
        if (instant !== undefined && instant > after) return instant;
      }
      return undefined;
    },
  };
}

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

function at(text: string, timeZone: string): Schedule {
  const wanted = timestamp.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // A day that does not exist would be read as another one.
  if (Number.isNaN(wanted) || new Date(wanted).toISOString().slice(0, 16) !== text.slice(0, 16)) {
    throw new Error(`at(${text}) is not a time: yyyy-mm-ddThh:mm:ss`);
  }
  const zone = zoneOf(timeZone);
  const local = localTime(wanted, zoneOf('UTC'));
  // A time that the clocks jump over is as long after midnight as it would have been.
  const instant = instantsOf(local, zone)[0] ?? instantBefore(local, zone);
  const time = instant + (wanted % minute);
  return { next: (after) => (time > after ? time : undefined) };
}

function rate(expression: string, body: string, since: number): Schedule {
  const [, amount, unit = '', plural] = /^(\d+) (minute|hour|day)(s?)$/.exec(body) ?? [];
  const interval = Number(amount) * (units[unit] ?? Number.NaN);
  const isNamed = Number(amount) === 1 || plural === 's';
  if (!(interval > 0) || !isNamed) throw new Error(`${expression} is not a schedule expression`);
  return { next: (after) => since + (Math.floor((after - since) / interval) + 1) * interval };
}

/** Throws where AWS refuses the expression or the zone. `since` is when a rate starts to count. */
export function parseSchedule(expression: string, timeZone = 'UTC', since = 0): Schedule {
  const [, kind = '', body = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'cron') return cron(body, timeZone);
  if (kind === 'at') return at(body.trim(), timeZone);
  return rate(expression, kind === 'rate' ? body.trim() : '', since);
}
