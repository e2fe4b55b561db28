// The days a cron expression means, on the calendar.
import { numberOf, numbersOf, weekdays } from './fields.ts';

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export type DayTest = (date: CalendarDay) => boolean;

const monthDays = { name: 'day-of-month', low: 1, high: 31 };
const weekRange = { name: 'day-of-week', low: 1, high: 7, names: weekdays };

const lastDayOf = ({ year, month }: CalendarDay) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** 1 is Sunday. */
const weekdayOf = ({ year, month, day }: CalendarDay) =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

/** The working day nearest to a day of the month, within the month. */
function nearestWorkday(date: CalendarDay, wanted: number): number {
  const last = lastDayOf(date);
  const weekday = weekdayOf({ ...date, day: wanted });
  if (weekday === 7) return wanted === 1 ? wanted + 2 : wanted - 1;
  if (weekday === 1) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}

export function daysOfMonth(text: string): DayTest {
  if (text === 'L') return (date) => date.day === lastDayOf(date);
  if (text === 'LW') return (date) => date.day === nearestWorkday(date, lastDayOf(date));
  const workday = /^(\w+)W$/.exec(text)?.[1];
  if (workday !== undefined) {
    const wanted = numberOf(workday, monthDays);
    return (date) => wanted <= lastDayOf(date) && date.day === nearestWorkday(date, wanted);
  }
  const days = new Set(numbersOf(text, monthDays));
  return ({ day }) => days.has(day);
}

export function daysOfWeek(text: string): DayTest {
  // Alone it is the last day of the week, after a weekday the last such day of the month.
  if (text === 'L') return (date) => weekdayOf(date) === 7;
  const last = /^(\w+)L$/.exec(text)?.[1];
  if (last !== undefined) {
    const weekday = numberOf(last, weekRange);
    return (date) => weekdayOf(date) === weekday && date.day > lastDayOf(date) - 7;
  }
  const [, nthDay, nth] = /^(\w+)#(\w+)$/.exec(text) ?? [];
  if (nthDay !== undefined && nth !== undefined) {
    const weekday = numberOf(nthDay, weekRange);
    const week = numberOf(nth, { name: 'week of the month', low: 1, high: 5 });
    return (date) => weekdayOf(date) === weekday && Math.ceil(date.day / 7) === week;
  }
  const days = new Set(numbersOf(text, weekRange));
  return (date) => days.has(weekdayOf(date));
}

export interface CalendarRange {
  readonly years: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** The last year there is. */
  readonly last: number;
}

function* monthsFrom({ year, month }: CalendarDay, last: number): Generator<CalendarDay> {
  for (let at = year * 12 + month - 1; at < (last + 1) * 12; at += 1) {
    yield { year: Math.floor(at / 12), month: (at % 12) + 1, day: 1 };
  }
}

/** The days of these years and months, from the one given on. */
export function* calendarDays(
  from: CalendarDay,
  { years, months, last }: CalendarRange,
): Generator<CalendarDay> {
  for (const first of monthsFrom(from, last)) {
    if (!years.has(first.year) || !months.has(first.month)) continue;
    const isStart = first.year === from.year && first.month === from.month;
    const end = lastDayOf(first);
    for (let day = isStart ? from.day : 1; day <= end; day += 1) yield { ...first, day };
  }
}
