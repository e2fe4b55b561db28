// Schedule expressions of EventBridge Scheduler: rate(…), cron(…) and at(…).
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

export interface Schedule {
  /** The first time after this one, or undefined when there is none left. */
  next(after: number): number | undefined;
}

const minute = 60_000;
const units: Record<string, number> = { minute, hour: 60 * minute, day: 1440 * minute };
const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ');

type Field = (value: number) => boolean;

function numberOf(text: string, names: readonly string[], first: number): number {
  const at = names.indexOf(text.toUpperCase());
  const value = at >= 0 ? at + first : Number(text);
  if (!Number.isInteger(value)) throw new Error(`cron: ${text} is not a number`);
  return value;
}

function part(text: string, low: number, high: number, names: readonly string[]): Field {
  const [range = '', stepText] = text.split('/');
  const step = stepText === undefined ? 1 : Number(stepText);
  if (!(step >= 1)) throw new Error(`cron: ${text} has no valid step`);
  const [fromText = '', toText] = range.split('-');
  const any = range === '*' || range === '?';
  const from = any ? low : numberOf(fromText, names, low);
  const single = toText === undefined && stepText === undefined && !any;
  const to = toText === undefined ? (single ? from : high) : numberOf(toText, names, low);
  return (value) => value >= from && value <= to && (value - from) % step === 0;
}

function field(text: string, low: number, high: number, names: readonly string[] = []): Field {
  const parts = text.split(',').map((one) => part(one, low, high, names));
  return (value) => parts.some((test) => test(value));
}

interface Clock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

type ClockOf = (time: number) => Clock;

function clockIn(timeZone: string): ClockOf {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (time) => {
    const parts = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, value]),
    );
    return {
      year: Number(parts.year),
      month: Number(parts.month),
      day: Number(parts.day),
      weekday: weekdays.indexOf(String(parts.weekday).toUpperCase()) + 1,
      hour: Number(parts.hour),
      minute: Number(parts.minute),
    };
  };
}

const lastDayOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

type DayTest = (clock: Clock) => boolean;

function dayOfMonth(text: string): DayTest {
  if (text === 'L') return ({ year, month, day }) => day === lastDayOf(year, month);
  if (text.includes('W')) throw new Error(`cron: ${text} (nearest weekday) is not interpreted`);
  const test = field(text, 1, 31);
  return ({ day }) => test(day);
}

function dayOfWeek(text: string): DayTest {
  const last = /^(\w+)L$/.exec(text);
  if (last?.[1]) {
    const weekday = numberOf(last[1], weekdays, 1);
    return (clock) =>
      clock.weekday === weekday && clock.day > lastDayOf(clock.year, clock.month) - 7;
  }
  const nth = /^(\w+)#(\d)$/.exec(text);
  if (nth?.[1]) {
    const weekday = numberOf(nth[1], weekdays, 1);
    return (clock) => clock.weekday === weekday && Math.ceil(clock.day / 7) === Number(nth[2]);
  }
  const test = field(text, 1, 7, weekdays);
  return ({ weekday }) => test(weekday);
}

// Five years without a match means that the expression names no day that exists.
const horizon = 5 * 366 * 1440 * minute;

function cron(expression: string, clockOf: ClockOf): Schedule {
  const fields = expression.trim().split(/\s+/);
  const [minutes = '', hours = '', day = '', month = '', weekday = '', year = '*'] = fields;
  if (fields.length !== 6) throw new Error(`cron(${expression}) needs six fields`);
  const minuteTest = field(minutes, 0, 59);
  const hourTest = field(hours, 0, 23);
  const monthTest = field(month, 1, 12, months);
  const yearTest = field(year, 1970, 2199);
  const dayTest = day === '?' ? dayOfWeek(weekday) : dayOfMonth(day);

  /** How far to go on from a time that does not match: never past a time that does. */
  function skip(clock: Clock): number {
    const right = yearTest(clock.year) && monthTest(clock.month) && dayTest(clock);
    if (right && hourTest(clock.hour)) return minuteTest(clock.minute) ? 0 : minute;
    const toNextHour = (60 - clock.minute) * minute;
    // A whole day could jump over a change of the clocks: go to 23:00 first.
    if (right || clock.hour >= 23) return toNextHour;
    return toNextHour + (22 - clock.hour) * 60 * minute;
  }

  return {
    next(after) {
      let time = Math.floor(after / minute) * minute + minute;
      for (const end = time + horizon; time < end; ) {
        const step = skip(clockOf(time));
        if (step === 0) return time;
        time += step;
      }
      return undefined;
    },
  };
}

function at(text: string, clockOf: ClockOf): Schedule {
  const wanted = Date.parse(`${text}Z`);
  if (Number.isNaN(wanted)) throw new Error(`at(${text}) is not a time`);
  const shown = clockOf(wanted);
  const local = Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute);
  const offset = local - Math.floor(wanted / minute) * minute;
  const time = wanted - offset;
  return { next: (after) => (time > after ? time : undefined) };
}

/** `since` is when a rate starts to count. */
export function parseSchedule(expression: string, timeZone = 'UTC', since = 0): Schedule {
  const [, kind = '', body = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'cron') return cron(body, clockIn(timeZone));
  if (kind === 'at') return at(body.trim(), clockIn(timeZone));
  const [, amount, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(body.trim()) ?? [];
  const interval = Number(amount) * (units[unit] ?? Number.NaN);
  if (!(interval > 0)) throw new Error(`${expression} is not a schedule expression`);
  return { next: (after) => since + (Math.floor((after - since) / interval) + 1) * interval };
}
